package io.movein.runner.run;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonDeserializer;
import com.google.gson.JsonParseException;
import com.google.gson.JsonPrimitive;
import com.google.gson.JsonSerializer;
import io.kubernetes.client.openapi.models.V1ContainerStateTerminated;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What was once seen of a run and must be neither forgotten nor contradicted by a later look that sees less. It stands beside the
 * run's line in the ledger, so that a runner that starts anew knows it too.
 *
 * @param pod        uid of the pod in which the process started
 * @param node       where it started
 * @param toldToStop what told the process to stop before it had ended by itself, as the end of "after …"
 * @param eviction   the kubelet's words on the eviction that did
 * @param end        how the process ended; only where nothing had told it to stop
 * @param silent     its node did not answer at some time
 * @param twice      the process was started a second time
 * @param off        its node did not answer, and an operator has said that it is off
 * @param over       none of the run's pods can still run
 * @param waited     what it waited for before the start, and for how long the runner has seen it wait
 * @param openings   what policies of others allowed it when that was last told; at most {@value #OPENINGS}
 */
public record RunRecord(
        @Nullable String pod,
        @Nullable String node,
        @Nullable Instant startedAt,
        @Nullable String toldToStop,
        @Nullable String eviction,
        @Nullable End end,
        boolean silent,
        boolean off,
        boolean twice,
        boolean over,
        @Nullable Waited waited,
        @Nullable List<String> openings) {
    private static final int OPENINGS = 20;

    public static final RunRecord NOTHING =
            new RunRecord(null, null, null, null, null, null, false, false, false, false, null, null);
    private static final Gson JSON = new GsonBuilder()
            .registerTypeAdapter(
                    Instant.class, (JsonSerializer<Instant>) (instant, _, _) -> new JsonPrimitive(instant.toString()))
            .registerTypeAdapter(
                    Instant.class, (JsonDeserializer<Instant>) (json, _, _) -> Instant.parse(json.getAsString()))
            .create();

    public record Waited(PendingReason.Kind kind, long seconds) {}

    /** The end of the process's own container, as the kubelet has it. */
    public record End(
            int exitCode,
            String reason,
            String message,
            @Nullable Instant startedAt,
            Instant finishedAt) {
        static End of(V1ContainerStateTerminated end, Instant now) {
            return new End(
                    end.getExitCode(),
                    end.getReason() == null ? "" : end.getReason(),
                    end.getMessage() == null ? "" : end.getMessage(),
                    Pods.ran(end) ? Pods.instant(end.getStartedAt()).orElse(null) : null,
                    Pods.instant(end.getFinishedAt())
                            .filter(it -> it.isAfter(Instant.EPOCH))
                            .orElse(now));
        }
    }

    /** @return NOTHING where somebody made it unreadable */
    static RunRecord parse(String json) {
        try {
            var read = JSON.fromJson(json, RunRecord.class);
            return read == null ? NOTHING : read;
        } catch (JsonParseException | java.time.DateTimeException e) {
            return NOTHING;
        }
    }

    String text() {
        return JSON.toJson(this);
    }

    /** With what another look has seen; this one's word comes first. */
    public RunRecord or(RunRecord other) {
        return new RunRecord(
                pod == null ? other.pod : pod,
                node == null ? other.node : node,
                startedAt == null ? other.startedAt : startedAt,
                toldToStop == null && end == null ? other.toldToStop : toldToStop,
                eviction == null ? other.eviction : eviction,
                end == null && toldToStop == null ? other.end : end,
                silent || other.silent,
                off || other.off,
                twice || other.twice,
                over || other.over,
                waited == null ? other.waited : waited,
                openings == null ? other.openings : openings);
    }

    /** With what this look shows that was not known yet. */
    public RunRecord after(RunSnapshot seen) {
        var pod = RunObserver.decisive(seen);
        var started = pod.flatMap(Pods::started);
        var told = toldToStop;
        var ended = end;
        if (told == null && ended == null && pod.isPresent()) {
            told = StopSigns.of(seen, pod.get()).orElse(null);
            ended = told == null && seen.settled()
                    ? Pods.end(pod.get()).map(it -> End.of(it, seen.now())).orElse(null)
                    : null;
        }
        return new RunRecord(
                this.pod != null || started.isEmpty() ? this.pod : uid(seen),
                node != null || started.isEmpty() ? node : started.get().node(),
                startedAt != null || started.isEmpty()
                        ? startedAt
                        : started.get().at(),
                told,
                eviction != null || told == null
                        ? eviction
                        : pod.flatMap(it -> StopSigns.eviction(seen, it)).orElse(null),
                ended,
                silent || seen.node() == NodeState.SILENT,
                off || silent && seen.node() == NodeState.OFF,
                twice || RunObserver.startedPods(seen) > 1,
                over,
                waited,
                openings);
    }

    private static @Nullable String uid(RunSnapshot seen) {
        return RunObserver.decisive(seen).map(it -> it.getMetadata().getUid()).orElse(null);
    }

    /** The waiting is noted coarsely: a write for every look would be one a second. */
    public RunRecord waiting(@Nullable PendingReason reason, Duration longer, Instant now) {
        if (reason == null) {
            return new RunRecord(
                    pod, node, startedAt, toldToStop, eviction, end, silent, off, twice, over, null, openings);
        }
        var seconds = Duration.between(reason.since(), now).toSeconds();
        var known = waited != null && waited.kind() == reason.kind() && seconds - waited.seconds() < longer.toSeconds();
        return known
                ? this
                : new RunRecord(
                        pod,
                        node,
                        startedAt,
                        toldToStop,
                        eviction,
                        end,
                        silent,
                        off,
                        twice,
                        over,
                        new Waited(reason.kind(), seconds),
                        openings);
    }

    /** An operator has said so. */
    public RunRecord onANodeThatIsOff() {
        return new RunRecord(
                pod, node, startedAt, toldToStop, eviction, end, silent, true, twice, over, waited, openings);
    }

    public RunRecord isOver() {
        return new RunRecord(pod, node, startedAt, toldToStop, eviction, end, silent, off, twice, true, null, openings);
    }

    /** So many and no more: the ledger is that of all of the tenant's runs. A runner that begins anew tells the rest again. */
    public RunRecord open(Collection<String> openings) {
        if (openings.isEmpty() && this.openings == null) {
            return this;
        }
        return new RunRecord(
                pod,
                node,
                startedAt,
                toldToStop,
                eviction,
                end,
                silent,
                off,
                twice,
                over,
                waited,
                openings.stream().limit(OPENINGS).toList());
    }

    public boolean mayStillRun() {
        return pod != null && !over;
    }
}
