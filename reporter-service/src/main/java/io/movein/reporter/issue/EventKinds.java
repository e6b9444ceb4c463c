package io.movein.reporter.issue;

import io.movein.event.AlarmRaised;
import io.movein.event.ControlRequested;
import io.movein.event.MigrationApproved;
import io.movein.event.MigrationRequested;
import io.movein.event.NetworkChanged;
import io.movein.event.NodeSilent;
import io.movein.event.OperatorAnswered;
import io.movein.event.RunDelayed;
import io.movein.event.RunOrdered;
import io.movein.event.RunProgressed;
import io.movein.event.RunQueued;
import io.movein.event.RunStarted;
import io.movein.event.RunTornDown;
import io.movein.event.StopRequested;
import io.movein.event.ValidationConfirmed;
import io.movein.model.PlanStatus;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;

/** What kinds of event there are to this service. */
public final class EventKinds {
    /** Shown by the status alone: the newest status says all that they said. */
    private static final Set<Class<? extends SpecificRecord>> ONLY_STATUS = Set.of(
            RunQueued.class,
            RunOrdered.class,
            RunDelayed.class,
            RunStarted.class,
            RunProgressed.class,
            StopRequested.class,
            ValidationConfirmed.class,
            RunTornDown.class,
            ControlRequested.class,
            AlarmRaised.class,
            NetworkChanged.class,
            NodeSilent.class,
            OperatorAnswered.class);

    private static final Set<String> ONLY_STATUS_NAMES =
            ONLY_STATUS.stream().map(Class::getName).collect(Collectors.toUnmodifiableSet());

    private EventKinds() {}

    /** By the name of its type: whether a newer status makes it worthless. */
    public static boolean isOnlyStatus(String type) {
        return ONLY_STATUS_NAMES.contains(type);
    }

    /** Whether nobody waits for these: others often follow at once, and one write shows them all. */
    public static boolean mayWait(List<? extends SpecificRecord> records) {
        return records.stream()
                .allMatch(record -> ONLY_STATUS.contains(record.getClass())
                        || record instanceof MigrationRequested
                        || record instanceof MigrationApproved);
    }

    /**
     * How many times as long as others these may wait, because something that is shown at once, or soon, follows them by itself: the
     * review after a request, the start after an approval, the closing after the clean-up. Only where that takes long are they shown
     * by themselves.
     */
    public static int patience(List<? extends SpecificRecord> records) {
        return records.stream().mapToInt(EventKinds::patience).min().orElse(1);
    }

    private static int patience(SpecificRecord record) {
        return switch (record) {
            case MigrationRequested _, MigrationApproved _, RunOrdered _ -> 10;
            case ValidationConfirmed _, RunTornDown _ -> 15;
            default -> 1;
        };
    }

    /** Whether they are about a migration plan, whose issue is another. */
    public static boolean areOfAPlan(List<? extends SpecificRecord> records) {
        var status = records.getFirst().getSchema().getField("status");
        return status.schema().getFullName().equals(PlanStatus.class.getName());
    }

    /** Whether these are worth no more than an edit now and then. */
    public static boolean onlyProgress(List<? extends SpecificRecord> records) {
        return records.stream().allMatch(RunProgressed.class::isInstance);
    }

    public static boolean areNewerThan(List<? extends SpecificRecord> records, long sequence) {
        return records.stream().anyMatch(record -> Event.of(record).sequence() > sequence);
    }

    /** One list after another, without the progress that a later event overtakes. */
    @SuppressWarnings("ReferenceEquality") // the last itself, not one that says the same
    public static List<SpecificRecord> joined(
            List<? extends SpecificRecord> earlier, List<? extends SpecificRecord> later) {
        var last = later.getLast();
        return Stream.concat(earlier.stream(), later.stream())
                .<SpecificRecord>map(record -> record)
                .filter(record ->
                        record == last || !isOnlyStatus(record.getClass().getName()))
                .toList();
    }
}
