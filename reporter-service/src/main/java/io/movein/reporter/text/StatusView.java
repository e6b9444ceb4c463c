package io.movein.reporter.text;

import io.movein.contract.EnumText;
import io.movein.contract.MigrationId;
import io.movein.contract.issue.CommandWord;
import io.movein.contract.issue.Masker;
import io.movein.event.ReviewCompleted;
import io.movein.model.Actor;
import io.movein.model.Allowance;
import io.movein.model.Attempt;
import io.movein.model.CheckResult;
import io.movein.model.Conclusion;
import io.movein.model.ControlKind;
import io.movein.model.Ending;
import io.movein.model.MigrationStatus;
import io.movein.model.Mode;
import io.movein.model.Plan;
import io.movein.model.RerunContract;
import io.movein.model.ResolvedHost;
import io.movein.model.Resources;
import io.movein.model.Run;
import io.movein.model.RunOutcome;
import io.movein.model.RunResult;
import io.movein.model.State;
import io.pebbletemplates.pebble.extension.escaper.SafeString;
import java.net.IDN;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/** What the templates ask of a status beyond its fields. */
public record StatusView(MigrationStatus status, MigrationId issue, LogLinks logs) {
    private static final List<String> STEPS = List.of("Review", "Approval", "Run", "Validation", "Clean-up");
    private static final int VALIDATION = 3;
    private static final Pattern LOGIN = Pattern.compile("[A-Za-z0-9](?:[A-Za-z0-9-]{0,38})");
    private static final int RUNS_SHOWN = 20;
    private static final int LINES = 100;
    private static final int LINE = 400;
    private static final int LONG = 6000;
    private static final int CHECKS = 50;

    /** Name of the template that says whose turn it is. */
    public String getTurn() {
        return "turn/" + EnumText.hyphenated(status.getState());
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

    /** Until an operator says what became of the node of an earlier run. */
    public boolean isHeldBackByANode() {
        var run = getRun();
        return run != null && Words.isForNodeOff(run.getPending());
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

    /**
     * Mentions somebody, so that GitHub tells them. Anything that cannot be a login is shown as text; an account that is gone is not
     * mentioned, since GitHub's name for it is somebody's account.
     */
    public SafeString mention(Actor actor) {
        var login = actor.getLogin();
        if (actor.getId() <= 0 || login.equalsIgnoreCase("ghost")) {
            return new SafeString("(an account that is gone)");
        }
        return new SafeString(LOGIN.matcher(login).matches() ? "@" + login : Markdown.text(login));
    }

    /** Before a review comment says what the run would get. */
    public boolean isBeforeReview() {
        return status.getState() == State.UNDER_REVIEW || status.getState() == State.NEEDS_CHANGES;
    }

    public boolean isApprovalCounts() {
        return status.getApproval() != null && status.getState() != State.AWAITING_APPROVAL;
    }

    public Attempt getNextAttempt() {
        return status.getPlan() == Plan.RESUME ? Attempt.RESUME : Attempt.FRESH;
    }

    /** How much there is and a digest of it, so that a change is seen. */
    public SafeString getConfigurationSummary() {
        var configuration = status.getRequest().getConfiguration();
        if (configuration == null) {
            return new SafeString("none");
        }
        var lines = configuration.lines().count();
        return new SafeString(Figures.number(lines) + (lines == 1 ? " line" : " lines") + ", SHA-256 `"
                + sha256(configuration) + "`");
    }

    private static String sha256(String text) {
        try {
            var digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** A line of the declared egress, and the addresses that it resolves to where that was looked up. */
    public record Egress(String declared, String addresses) {}

    public List<Egress> egress(SpecificRecord event) {
        var hosts = event instanceof ReviewCompleted review
                ? review.getEvidence().getHosts().stream()
                        .collect(Collectors.toMap(ResolvedHost::getHost, ResolvedHost::getAddresses, (one, _) -> one))
                : Map.<String, List<String>>of();
        return status.getRequest().getEgress().stream()
                .map(line -> new Egress(line, addresses(hosts.getOrDefault(host(line), List.of()), host(line))))
                .toList();
    }

    /** In the form in which the evidence has it. */
    private static String host(String line) {
        var port = line.lastIndexOf(':');
        var host = (port < 0 ? line : line.substring(0, port))
                .toLowerCase(Locale.ROOT)
                .replaceFirst("\\.$", "");
        try {
            return IDN.toASCII(host);
        } catch (IllegalArgumentException e) {
            return host; // no name, so nothing was looked up
        }
    }

    private static String addresses(List<String> addresses, String host) {
        return addresses.isEmpty() || addresses.equals(List.of(host))
                ? ""
                : "resolves to " + String.join(", ", addresses);
    }

    /** What the tenant uses without the run; null where the event does not say. */
    public @Nullable Resources steadyState(SpecificRecord event) {
        var tenant =
                event instanceof ReviewCompleted review ? review.getEvidence().getTenant() : null;
        return tenant == null ? null : tenant.getSteadyState();
    }

    /** What a run gets besides what it asks for; null where the event does not say. */
    public @Nullable Allowance allowance(SpecificRecord event) {
        return event instanceof ReviewCompleted review ? review.getEvidence().getAllowance() : null;
    }

    /** {@code 12 min elapsed · 42 objects/s · about 11 min left}. */
    public String pace(SpecificRecord event) {
        var run = getRun();
        var parts = new ArrayList<String>();
        if (run != null && run.getStartedAt() != null) {
            var at = (Instant) event.get(event.getSchema().getField("at").pos());
            parts.add(Figures.duration(Duration.between(run.getStartedAt(), at)) + " elapsed");
        }
        var progress = run == null ? null : run.getProgress();
        if (progress != null && progress.getRate() != null) {
            parts.add(Figures.rate(progress.getRate(), progress.getUnit()));
        }
        if (progress != null && progress.getEtaSeconds() != null) {
            parts.add("about " + Figures.duration(Duration.ofSeconds(progress.getEtaSeconds())) + " left");
        }
        if (progress != null && progress.getLag() != null) {
            parts.add(Figures.lag(progress.getLag()));
        }
        return String.join(" · ", parts);
    }

    /** The commands that the process understands now, as they are typed. */
    public List<String> getAccepts() {
        var run = getRun();
        return run == null || run.getProgress() == null
                ? List.of()
                : run.getProgress().getAccepts().stream()
                        .filter(kind -> kind != ControlKind.UNKNOWN)
                        .map(kind -> kind.name().toLowerCase(Locale.ROOT))
                        .toList();
    }

    /** Null where the platform shows none, or the run has not started. */
    public @Nullable SafeString getLogLink() {
        var run = getRun();
        return run == null
                ? null
                : logs.of(issue, status, run).map(SafeString::new).orElse(null);
    }

    /** Null where there is a link, the run has not started, or its Job is gone. */
    public @Nullable String getLogCommand() {
        var run = getRun();
        return run == null ? null : logs.command(issue, status, run).orElse(null);
    }

    /** Those that do not match first, then those that were not made. */
    public List<CheckResult> checks(Conclusion conclusion) {
        return conclusion.getChecks().stream()
                .sorted(Comparator.comparingInt(StatusView::rank))
                .limit(CHECKS)
                .toList();
    }

    private static int rank(CheckResult check) {
        return check.getMatch() == null ? 1 : check.getMatch() ? 2 : 0;
    }

    public long checksLeftOut(Conclusion conclusion) {
        return conclusion.getChecksLeftOut()
                + Math.max(0L, (long) conclusion.getChecks().size() - CHECKS);
    }

    public List<CommandWord.Usage> getCommands() {
        return CommandWord.usages();
    }

    /** The last lines of a log, long ones cut. */
    public String lastLines(List<String> lines) {
        return lines.subList(Math.max(0, lines.size() - LINES), lines.size()).stream()
                .map(line -> Markdown.cut(line, LINE))
                .collect(Collectors.joining("\n"));
    }

    /** Whether the process printed what should be known to nobody. */
    public boolean hidSecrets(RunResult result) {
        return Masker.hid(result.getTerminationMessage())
                || result.getLastLines().stream().anyMatch(Masker::hid);
    }

    /** What somebody wrote at length, cut. */
    public String cut(String text) {
        return Markdown.cut(text, LONG);
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
