package io.movein.reporter.text;

import io.movein.model.Actor;
import io.movein.model.Ending;
import io.movein.model.MigrationStatus;
import io.movein.model.Mode;
import io.movein.model.RerunContract;
import io.movein.model.Run;
import io.movein.model.RunOutcome;
import io.movein.model.RunResult;
import io.movein.model.State;
import io.pebbletemplates.pebble.extension.escaper.SafeString;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** What the templates ask of a status beyond its fields. */
public record StatusView(MigrationStatus status) {
    private static final List<String> STEPS = List.of("Review", "Approval", "Run", "Validation", "Clean-up");
    private static final int VALIDATION = 3;
    private static final int RUNS_SHOWN = 20;
    private static final int LINES = 100;
    private static final int LINE = 400;
    private static final int WORDS = 6000;

    /** Name of the template that says whose turn it is. */
    public String getTurn() {
        return "turn/" + status.getState().name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** {@code Review ✓ → **Approval** → Run → Validation → Clean-up}. */
    public SafeString getTrail() {
        var here = step(status.getState());
        if (isCutShort()) {
            var ending = Words.of(status.getEnding());
            return new SafeString(ending.substring(0, 1).toUpperCase(Locale.ROOT) + ending.substring(1) + " → "
                    + step(STEPS.size() - 1, here));
        }
        return new SafeString(
                IntStream.range(0, STEPS.size()).mapToObj(i -> step(i, here)).collect(Collectors.joining(" → ")));
    }

    private String step(int step, int here) {
        var wantsPlan = status.getState() == State.AWAITING_PLAN;
        var name = wantsPlan && step == VALIDATION ? "Plan" : STEPS.get(step);
        var done = wantsPlan && step == VALIDATION - 1 && !isSucceeded() ? " ✗" : " ✓";
        return step < here ? name + done : step == here ? "**" + name + "**" : name;
    }

    private boolean isCutShort() {
        var ending = status.getEnding();
        return ending == Ending.PARTIAL_ACCEPTED
                || ending == Ending.ABANDONED
                || ending == Ending.REJECTED
                || ending == Ending.WITHDRAWN;
    }

    private static int step(State state) {
        return switch (state) {
            case UNKNOWN -> -1;
            case UNDER_REVIEW, NEEDS_CHANGES -> 0;
            case AWAITING_APPROVAL -> 1;
            case QUEUED, RUNNING -> 2;
            case AWAITING_VALIDATION, AWAITING_PLAN -> VALIDATION;
            case TEARING_DOWN -> 4;
            case CLOSED -> 5;
        };
    }

    public boolean isFinished() {
        return status.getState() == State.CLOSED;
    }

    /** The newest run; null before the first. */
    public @Nullable Run getRun() {
        return status.getRuns().isEmpty() ? null : status.getRuns().getLast();
    }

    public List<Run> getRuns() {
        var runs = status.getRuns();
        return runs.subList(Math.max(0, runs.size() - RUNS_SHOWN), runs.size());
    }

    public boolean isDryRun() {
        var run = getRun();
        return (run == null ? status.getRequest().getMode() : run.getMode()) == Mode.DRY_RUN;
    }

    public boolean isSucceeded() {
        var run = getRun();
        return run != null && run.getResult() != null && run.getResult().getOutcome() == RunOutcome.SUCCEEDED;
    }

    public boolean isMustBeEmpty() {
        return status.getRequest().getRerunContract() == RerunContract.DESTINATION_MUST_BE_EMPTY;
    }

    public boolean isResumable() {
        return Boolean.TRUE.equals(status.getRequest().getSupportsResume());
    }

    /** Mentions somebody, so that GitHub tells them. Anything that cannot be a login is shown as text. */
    public SafeString mention(Actor actor) {
        var login = actor.getLogin();
        return new SafeString(login.matches("[A-Za-z0-9](?:[A-Za-z0-9-]{0,38})") ? "@" + login : Markdown.text(login));
    }

    /** The last lines of a log, long ones cut. */
    public String lastLines(List<String> lines) {
        return lines.subList(Math.max(0, lines.size() - LINES), lines.size()).stream()
                .map(line -> Markdown.cut(line, LINE))
                .collect(Collectors.joining("\n"));
    }

    /** What somebody wrote at length, cut. */
    public String lastWords(String text) {
        return Markdown.cut(text, WORDS);
    }

    public String took(RunResult result) {
        return result.getStartedAt() == null
                ? "–"
                : Figures.duration(Duration.between(result.getStartedAt(), result.getFinishedAt()));
    }

    /** The plans that apply now. */
    public List<Choice> getChoices() {
        return Choice.of(status);
    }

    /** True where the list of commands helps more than a remedy alone. */
    public boolean misread(String code) {
        return code.equals("not-a-command");
    }

    /** The first entries of a list; templates say how many are left out. */
    public <T> List<T> first(List<T> list, long count) {
        return list.subList(0, (int) Math.min(count, list.size()));
    }
}
