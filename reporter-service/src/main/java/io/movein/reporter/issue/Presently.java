package io.movein.reporter.issue;

import io.movein.event.RunProgressed;
import io.movein.migration.MigrationSnapshot;
import io.movein.model.MigrationStatus;
import io.movein.model.QueuePlace;
import io.movein.model.Run;
import io.movein.progress.RunProgress;
import java.util.Optional;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;

/** What no event tells, put into events as it is now: how far a process is, and places in the queue. */
public final class Presently {
    private static final int POSITION =
            QueuePlace.getClassSchema().getField("position").pos();

    private static final int PROGRESS =
            Run.getClassSchema().getField("progress").pos();

    private Presently() {}

    /** As an event that is as new as the status, and has it as it stands; empty: the run is not the active one of that status. */
    public static Optional<RunProgressed> progressed(MigrationSnapshot stands, RunProgress told) {
        return isOfTheActiveRun(stands.getStatus(), told) ? Optional.of(event(stands, told)) : Optional.empty();
    }

    /** The newest that is known, once more, as no event comes of itself; empty: the run is not the active one of that status. */
    public static Optional<RunProgressed> again(MigrationSnapshot stands, RunProgress told) {
        return progressed(stands, told)
                .map(event -> told.getSequence() == stands.getSequence()
                        ? event
                        : RunProgressed.newBuilder(event).setAt(stands.getAt()).build());
    }

    /** The event with this progress in its status, where it was told since that event and of its run; else the event as it is. */
    public static SpecificRecord progressed(SpecificRecord event, RunProgress told) {
        var its = Event.of(event);
        if (its.sequence() != told.getSequence() || !isOfTheActiveRun(its.status(), told)) {
            return event;
        }
        var copy = SpecificData.get().deepCopy(event.getSchema(), event);
        Event.of(copy).status().getRuns().getLast().put(PROGRESS, told.getProgress());
        return copy;
    }

    private static boolean isOfTheActiveRun(MigrationStatus status, RunProgress told) {
        return !status.getRuns().isEmpty()
                && status.getRuns().getLast().getNumber() == told.getRun()
                && status.getRuns().getLast().getResult() == null;
    }

    private static RunProgressed event(MigrationSnapshot stands, RunProgress told) {
        return RunProgressed.newBuilder()
                .setMigration(stands.getMigration())
                .setSequence(stands.getSequence())
                .setAt(told.getAt())
                .setRun(told.getRun())
                .setProgress(told.getProgress())
                .setStatus(stands.getStatus())
                .build();
    }

    /** The event with this place in its status, where that says that the migration is in the queue. */
    public static SpecificRecord placed(SpecificRecord event, int place) {
        if (Event.of(event).status().getQueue() == null) {
            return event;
        }
        var copy = SpecificData.get().deepCopy(event.getSchema(), event);
        Event.of(copy).status().getQueue().put(POSITION, place);
        return copy;
    }
}
