package io.movein.local.journey;

import io.movein.local.demo.PlanFiles;
import io.movein.standin.github.model.GitHubModel;
import io.movein.standin.github.model.PullRequest;
import io.movein.standin.github.model.StoredComment;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.assertj.core.api.Assertions;

/** A migration plan as its lead, and whoever may write to the repository, sees and changes it. */
final class PlanIssue {
    static final String LEAD = "migration-lead";
    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final String BOT = "movein[bot]";

    private final GitHubModel github;
    private final int number;

    private PlanIssue(GitHubModel github, int number) {
        this.github = github;
        this.number = number;
    }

    /** @param gates one per line, as the form takes them */
    static PlanIssue filed(GitHubModel github, int tenant, String gates) {
        var form = PlanFiles.form(tenant, "capability-owner")
                .replace("### Gates\n\n_No response_", "### Gates\n\n" + gates);
        return new PlanIssue(
                github,
                github.openWithForm(LEAD, "Plan: it moves", form, List.of("migration-plan"))
                        .number());
    }

    int number() {
        return number;
    }

    String branch(String stage) {
        return "movein/plan-" + number + "/" + stage;
    }

    String path(String file) {
        return "plans/" + number + "/" + file;
    }

    void says(String who, String comment) {
        github.comment(who, number, comment);
    }

    /** The pull request of a stage, once it is there; {@code mapping-2} for the second attempt. */
    PullRequest pull(String stage) throws InterruptedException {
        var label = "acme:" + branch(stage);
        await("pull request from " + label, () -> found(label).isPresent());
        return found(label).orElseThrow();
    }

    private Optional<PullRequest> found(String label) {
        return github.pulls().all().stream()
                .filter(pull -> pull.head().equals(label))
                .findFirst();
    }

    /** In one commit on the stage's branch, once that is there; returns its SHA. */
    String push(String who, String stage, Map<String, String> files) throws InterruptedException {
        return write(who, pull(stage).head(), files);
    }

    /** In one commit on any branch, {@code owner:name}. */
    String write(String who, String label, Map<String, String> files) {
        var contents = new HashMap<String, byte[]>();
        files.forEach((file, text) -> contents.put(path(file), text.getBytes(StandardCharsets.UTF_8)));
        return github.git().write(who, label, "Fill in", contents).sha();
    }

    String assesses() throws InterruptedException {
        return push(LEAD, "assessment", Map.of("inventory.yaml", PlanFiles.INVENTORY, "risks.yaml", PlanFiles.RISKS));
    }

    String maps() throws InterruptedException {
        return push(LEAD, "mapping", Map.of("mapping.yaml", PlanFiles.MAPPING));
    }

    /** Says this once the gate asks about this commit, in a second of its own: nothing counts that is said in the question's. */
    void answers(String who, String word, String commit) throws InterruptedException {
        awaitQuestion(commit);
        awaitTheNextSecond();
        says(who, word);
    }

    void awaitTheNextSecond() throws InterruptedException {
        var shown = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        await("next second", () -> Instant.now().truncatedTo(ChronoUnit.SECONDS).isAfter(shown));
    }

    StoredComment awaitQuestion(String commit) throws InterruptedException {
        return awaitComment(number, "<!-- movein:gate ", "commit=" + commit);
    }

    void awaitMerged(String stage) throws InterruptedException {
        var pull = pull(stage);
        await(stage + " merged", () -> github.pulls().get(pull.number()).merge() != null);
    }

    boolean isMerged(String stage) throws InterruptedException {
        return github.pulls().get(pull(stage).number()).merge() != null;
    }

    /** On the base branch; empty: it is not there. */
    String onMain(String file) {
        var entry = github.git().files("main").get(path(file));
        return entry == null ? "" : new String(github.git().blob(entry.sha()), StandardCharsets.UTF_8);
    }

    StoredComment awaitStatus(String text) throws InterruptedException {
        return awaitComment(number, "<!-- movein:status ", text);
    }

    StoredComment awaitReply(String text) throws InterruptedException {
        return awaitComment(number, "<!-- movein:reply ", text);
    }

    /** A comment of Movein's on the plan or one of its pull requests. */
    StoredComment awaitComment(int issue, String marker, String text) throws InterruptedException {
        await(
                "comment " + marker + "… with '" + text + "' on #" + issue,
                () -> !comments(issue, marker, text).isEmpty());
        return comments(issue, marker, text).getLast();
    }

    List<StoredComment> comments(int issue, String marker, String text) {
        return github.comments(issue).stream()
                .filter(comment -> comment.author().equals(BOT)
                        && comment.body().startsWith(marker)
                        && comment.body().contains(text))
                .toList();
    }

    /** The commit status of a stage. */
    void awaitChecked(String stage, String commit, String state) throws InterruptedException {
        await(
                "status " + state + " of " + commit,
                () -> github.git().statuses(commit).stream()
                        .anyMatch(status -> status.context().equals("movein/" + stage)
                                && status.state().equals(state)));
    }

    void await(String what, BooleanSupplier condition) throws InterruptedException {
        var until = Instant.now().plus(LIMIT);
        while (!condition.getAsBoolean()) {
            if (Instant.now().isAfter(until)) {
                Assertions.fail("no %s within %s; plan #%d says:%n%s", what, LIMIT, number, told());
            }
            Thread.sleep(30);
        }
    }

    private String told() {
        return github.comments(number).stream()
                .map(comment -> comment.author() + ": " + comment.body())
                .reduce("", (one, other) -> one + "\n---\n" + other);
    }
}
