package io.movein.live;

import io.movein.live.configuration.LivePlan;
import io.movein.process.ExitCode;
import io.movein.process.MigrationFailure;
import io.movein.process.report.CheckOutcome;
import io.movein.process.run.ProcessRun;
import java.util.ArrayList;
import java.util.List;

/**
 * Moves a tenant as a whole, or part by part: each is copied, followed and cut over like a tenant of its own, and the next begins when it
 * has moved. What has moved stays where it is, whatever becomes of the parts behind it.
 */
final class Parts {

    private static final String MOVED = "moved";

    /** Moves one of them. */
    interface Move {
        MigrationStatus move(MigrationConfig config, Notes notes) throws InterruptedException;
    }

    private final ProcessRun<LivePlan> run;
    private final List<MigrationConfig> parts;
    private final Notes notes;
    private final List<String> done = new ArrayList<>();

    Parts(ProcessRun<LivePlan> run, List<MigrationConfig> parts, Notes notes) {
        this.run = run;
        this.parts = parts;
        this.notes = notes;
    }

    /** @return what became of it, in words */
    String move(Move move) throws InterruptedException {
        return run.configuration().tenant().parts().isEmpty()
                ? summary(move.move(parts.getFirst(), notes))
                : moveEach(move);
    }

    private String moveEach(Move move) throws InterruptedException {
        for (var part : parts) {
            var own = notes.of("part/%s/".formatted(part.name()));
            if (own.get(MOVED).isEmpty()) {
                run.progress().log("part '%s', %d of %d".formatted(part.name(), parts.indexOf(part) + 1, parts.size()));
                var status = move.move(part, own);
                if (status.phase() != Phase.COMPLETED) {
                    return withThoseBefore(status);
                }
                own.put(MOVED, "yes");
            }
            done.add(part.name());
        }
        var tenant = run.configuration().tenant();
        var strays = Strays.at(run.configuration(), parts.getFirst().source());
        run.checks().replace(CheckOutcome.empty("keys of no part", "source", strays.count(), 0));
        return "tenant '%s' is at %s:%d, all %d parts of it; the source refuses its writes and still has its keys"
                .formatted(
                        tenant.name(),
                        parts.getFirst().target().host(),
                        parts.getFirst().target().port(),
                        parts.size());
    }

    private String withThoseBefore(MigrationStatus status) {
        var before = done.isEmpty() ? "" : "; parts %s are at the target".formatted(done);
        try {
            return summary(status) + before;
        } catch (MigrationFailure rolledBack) {
            throw new MigrationFailure(
                    rolledBack.exitCode(),
                    "part '%s' %s%s".formatted(status.tenant(), rolledBack.getMessage(), before),
                    rolledBack);
        }
    }

    private static String summary(MigrationStatus status) {
        return switch (status.phase()) {
            case COMPLETED ->
                "tenant '%s' is at %s; %d keys were copied%s; the source refuses its writes and still has its keys"
                        .formatted(
                                status.tenant(),
                                status.target(),
                                status.keysSynced(),
                                status.downtimeMillis().isPresent()
                                        ? ", writes were held for %.1f ms"
                                                .formatted(
                                                        status.downtimeMillis().getAsDouble())
                                        : "");
            case CANCELLED ->
                throw new MigrationFailure(ExitCode.STOPPED, "rolled back: the source has the tenant's writes");
            default ->
                "stopped at a safe point in phase %s; a run that resumes continues from there"
                        .formatted(status.phase());
        };
    }
}
