package io.movein.process.report;

import io.movein.process.ExitCode;
import io.movein.process.JsonTrees;
import io.movein.process.items.JournalFacts;
import io.movein.process.items.JournalFailure;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * The course of the runs over a journal: their phases, with times, and the steps of which somebody may ask later. Each is in the journal
 * before the run goes on, so that a run that resumes also tells of those before it, and of one that died.
 */
public final class Course {

    private static final String PHASE = "course/phase/";
    private static final String STEP = "course/step/";
    private static final String UNDER_WAY = "under way";
    private static final String DIED = "died";
    private static final int MOST = 100_000;
    private static final int MOST_LINES = 30;

    /**
     * @param attempt which of the runs over the journal, from 1 on
     * @param seconds that it took; nobody knows it of one in which the process died
     * @param done    in {@code unit}, when it ended
     * @param outcome {@code done}, {@code died}, or by what it was ended: {@code mismatch}, {@code stopped} and so on
     */
    public record Phase(
            int attempt,
            String phase,
            Instant began,
            @Nullable Double seconds,
            long done,
            String unit,
            String outcome) {}

    /** What was done, and what became of it. */
    public record Step(int attempt, Instant at, String step, String result) {}

    private final Optional<JournalFacts> kept;
    private final int attempt;
    private final Clock clock;
    private final LongSupplier nanoTime;
    private final UnaryOperator<String> redact;
    private final List<Phase> phases = new ArrayList<>();
    private final List<Step> steps = new ArrayList<>();
    private long beganAt;

    /**
     * @param kept    where it outlives the process; nowhere for one that only looks
     * @param attempt of this process
     * @param redact  takes secrets out
     */
    public Course(
            Optional<JournalFacts> kept,
            int attempt,
            Clock clock,
            LongSupplier nanoTime,
            UnaryOperator<String> redact) {
        this.kept = kept;
        this.attempt = attempt;
        this.clock = clock;
        this.nanoTime = nanoTime;
        this.redact = redact;
        kept.ifPresent(facts -> {
            all(facts, PHASE).forEach(node -> phases.add(phase(node)));
            all(facts, STEP).forEach(node -> steps.add(step(node)));
        });
    }

    /** Whatever phase was under way has to be at its {@link #end}. */
    synchronized void begin(String phase) {
        phases.add(new Phase(attempt, phase, now(), null, 0, "", UNDER_WAY));
        beganAt = nanoTime.getAsLong();
        keep(PHASE, phases.size(), json(phases.getLast()));
    }

    /** Of the phase that is under way; nothing if none is. */
    synchronized void end(long done, String unit, ExitCode how) {
        if (isUnderWay()) {
            var seconds = Math.round((nanoTime.getAsLong() - beganAt) / 1e6) / 1000.0;
            var begun = phases.removeLast();
            phases.add(new Phase(attempt, begun.phase, begun.began, seconds, done, unit, words(how)));
            keep(PHASE, phases.size(), json(phases.getLast()));
        }
    }

    private boolean isUnderWay() {
        return !phases.isEmpty() && phases.getLast().outcome.equals(UNDER_WAY);
    }

    synchronized void add(String step, String result) {
        steps.add(new Step(attempt, now(), step, redact.apply(result)));
        keep(STEP, steps.size(), json(steps.getLast()));
    }

    /** In their order, those of earlier runs first. */
    public synchronized List<Phase> phases() {
        return List.copyOf(phases);
    }

    /** In their order, those of earlier runs first. */
    public synchronized List<Step> steps() {
        return List.copyOf(steps);
    }

    /** The phases for the end of a log, a line each; the last ones if they are many. Empty where there were none. */
    public synchronized List<String> lines() {
        if (phases.isEmpty()) {
            return List.of();
        }
        var lines = new ArrayList<String>();
        var left = Math.max(phases.size() - MOST_LINES, 0);
        lines.add("phases: when each began, how long it took, what was done, how it ended"
                + (left == 0 ? "" : " (%d earlier ones are in run.json)".formatted(left)));
        phases.subList(left, phases.size()).forEach(phase -> lines.add(line(phase)));
        return lines;
    }

    private String line(Phase phase) {
        return "  %s%-10s %s %9s  %s%s"
                .formatted(
                        phase.attempt == attempt ? "" : "(run %d before) ".formatted(phase.attempt),
                        phase.phase,
                        phase.began,
                        phase.seconds == null ? "?" : String.format(Locale.ROOT, "%.1f s", phase.seconds),
                        phase.done == 0 ? "" : "%d %s, ".formatted(phase.done, phase.unit),
                        phase.outcome);
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }

    private static String words(ExitCode how) {
        return how == ExitCode.SUCCESS
                ? "done"
                : how.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    private void keep(String kind, int number, JsonNode what) {
        kept.ifPresent(facts -> {
            try {
                facts.put("%s%08d".formatted(kind, number), JsonTrees.MAPPER.writeValueAsString(what));
            } catch (JournalFailure notKept) {
                // what is being undone must not stop for it; the evidence of this process has it all the same
            }
        });
    }

    private static List<JsonNode> all(JournalFacts facts, String kind) {
        return facts.between(kind, kind + "~", MOST).stream()
                .map(Map.Entry::getValue)
                .map(JsonTrees.MAPPER::readTree)
                .toList();
    }

    private static JsonNode json(Phase phase) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("attempt", phase.attempt)
                .put("phase", phase.phase)
                .put("began", phase.began.toString())
                .put("seconds", phase.seconds)
                .put("done", phase.done)
                .put("unit", phase.unit)
                .put("outcome", phase.outcome);
    }

    private Phase phase(JsonNode node) {
        var seconds = node.path("seconds");
        var outcome = node.path("outcome").asString();
        return new Phase(
                node.path("attempt").asInt(),
                node.path("phase").asString(),
                Instant.parse(node.path("began").asString()),
                seconds.isNumber() ? seconds.asDouble() : null,
                node.path("done").asLong(),
                node.path("unit").asString(),
                outcome.equals(UNDER_WAY) ? DIED : outcome);
    }

    private static JsonNode json(Step step) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("attempt", step.attempt)
                .put("at", step.at.toString())
                .put("step", step.step)
                .put("result", step.result);
    }

    private static Step step(JsonNode node) {
        return new Step(
                node.path("attempt").asInt(),
                Instant.parse(node.path("at").asString()),
                node.path("step").asString(),
                node.path("result").asString());
    }
}
