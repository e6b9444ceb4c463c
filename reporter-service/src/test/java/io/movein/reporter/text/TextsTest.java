package io.movein.reporter.text;

import static org.assertj.core.api.Assertions.assertThat;

import io.movein.model.Ending;
import io.movein.model.MigrationStatus;
import io.movein.model.Plan;
import io.movein.model.Problem;
import io.movein.model.State;
import io.movein.reporter.FullStory;
import io.movein.reporter.Samples;
import io.movein.reporter.Story;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each comment whole, against a golden file. A differing text is left in target/golden to be looked at and copied. */
class TextsTest {
    private static final Path GOLDEN = Path.of("src/test/resources/io/movein/reporter/golden");
    private final Texts texts = Texts.mentioning(List.of("acme/platform-operators", "octocat"))
            .with(new LogLinks(Optional.of("https://logs.example/?ns={namespace}&job={job}&from={start}")));

    @ParameterizedTest
    @CsvSource({
        "under-review",
        "needs-changes",
        "awaiting-approval",
        "queued",
        "starting",
        "held-back",
        "running",
        "node-silent",
        "steered",
        "question",
        "completed-with-errors",
        "awaiting-validation",
        "dry-run-done",
        "awaiting-plan",
        "tearing-down",
        "tear-down-stuck",
        "closed",
        "rejected"
    })
    void theStatusCommentSaysWhereTheMigrationStands(String name) throws IOException {
        var event = switch (name) {
            case "under-review" -> Story.requested(1);
            case "needs-changes" -> Story.denied(2, Samples.problems());
            case "awaiting-approval" -> Story.passed(2);
            case "queued" -> Story.queued(4);
            case "starting" -> Story.ordered(4);
            case "held-back" -> FullStory.heldBack(6);
            case "steered" -> FullStory.steered(6);
            case "question" -> Story.asked(3);
            case "completed-with-errors" -> FullStory.completedWithErrors(9);
            case "node-silent" -> Story.nodeSilent(6);
            case "running" -> Story.progressed(6, 520);
            case "awaiting-validation" -> Story.succeeded(9);
            case "dry-run-done" -> Story.dryRunSucceeded(9);
            case "rejected" -> Story.closed(9, Ending.REJECTED);
            case "awaiting-plan" -> Story.failed(9, failure -> failure);
            case "tearing-down" -> Story.validated(10);
            case "tear-down-stuck" -> Story.tearDownStuck(11);
            default -> Story.closed(12, Ending.COMPLETED);
        };

        var text = texts.status(event, 6, status(event), Note.NONE);

        assertGolden("status-" + name, text);
    }

    @ParameterizedTest
    @CsvSource({
        "PROBLEMS",
        "REVIEW",
        "APPROVAL_VOIDED",
        "NEW_IMAGE",
        "TOO_LONG",
        "QUESTION",
        "INVALID",
        "UNANSWERED",
        "LATE_REPORT",
        "TEAR_DOWN_STUCK",
        "REJECTED",
        "WITHDRAWN",
        "ISSUE_STATE",
        "REFUSED",
        "STATUS_SHOWN",
        "HELP"
    })
    void aCommentTellsSomebodyWhatTheyCanDoNow(CommentKind comment) throws IOException {
        var event = switch (comment) {
            case PROBLEMS -> Story.denied(2, Samples.problems());
            case REVIEW -> FullStory.passedWithEverything(2);
            case APPROVAL_VOIDED -> Story.voided(5, State.AWAITING_APPROVAL);
            case NEW_IMAGE -> Story.planned(11, Plan.NEW_ARTIFACT, null);
            case QUESTION -> Story.asked(3);
            case LATE_REPORT -> Story.reportedLate(10);
            case TEAR_DOWN_STUCK -> Story.tearDownStuck(11);
            case UNANSWERED -> FullStory.unanswered(7);
            case WITHDRAWN -> Story.withdrawn(3);
            case ISSUE_STATE -> Story.corrected(6, true);
            case INVALID -> Story.invalid(10, "the videos of 2019 are missing");
            case REJECTED -> Story.rejected(3);
            case REFUSED -> Story.refused(3, "comment:5", Samples.actor(3001, "outsider"), "not-a-command");
            case STATUS_SHOWN -> Story.shown(7);
            default -> Story.help(3);
        };

        var text = texts.comment(comment, event, status(event), Around.NOTHING);

        assertGolden(comment.name().toLowerCase(Locale.ROOT).replace('_', '-'), text);
    }

    @ParameterizedTest
    @CsvSource({"success", "failure", "held-back", "dry-run", "with-errors", "in-the-open"})
    void theTerminalReportTellsHowARunEnded(String name) throws IOException {
        var event = switch (name) {
            case "success" -> Story.succeeded(9);
            case "with-errors" -> FullStory.completedWithErrors(9);
            case "in-the-open" -> FullStory.succeededInTheOpen(9);
            case "failure" -> Story.failed(9, failure -> failure);
            case "held-back" -> FullStory.heldBackForTooLong(9);
            default -> Story.dryRunSucceeded(9);
        };

        var text = texts.comment(CommentKind.REPORT, event, status(event), Around.NOTHING);

        assertGolden("report-" + name, text);
    }

    @Test
    void aReviewAfterAPlannedWipeSaysThatTheWipeComesFirst() {
        var planned = FullStory.passedWithEverything(12);
        var wiping = MigrationStatus.newBuilder(planned.getStatus())
                .setPlan(Plan.WIPE_AND_RE_RUN)
                .build();

        var review = texts.comment(CommentKind.REVIEW, planned, wiping, Around.NOTHING);
        var status = texts.status(planned, 12, wiping, Note.NONE);

        assertThat(review)
                .containsSubsequence(
                        "The wipe comes first", "`operator:destination-wiped`", "**To approve**, set the label");
        assertThat(status).containsSubsequence("`operator:destination-wiped`", "`operator:approved` starts the run");
    }

    @Test
    void aReportWarnsWhoseProcessPrintedASecret() {
        for (var printed : List.of("login with ghp_aB3dE6gH9jK2mN5pQ8sT1vW4", "password=***")) {
            var event = Story.failed(9, result -> result.setLastLines(List.of(printed)));

            var report = texts.comment(CommentKind.REPORT, event, status(event), Around.NOTHING);

            assertThat(report)
                    .contains("The process printed what looks like a password")
                    .doesNotContain("aB3dE6");
        }
        assertThat(texts.comment(CommentKind.REPORT, Story.succeeded(9), status(Story.succeeded(9)), Around.NOTHING))
                .doesNotContain("The process printed");
    }

    @Test
    void aRemedyLeadsToTheFormThatItSpeaksOf() {
        var denied = Story.denied(
                2,
                List.of(new Problem(
                        "resources.cpu-above-headroom", "too much", "resize it through 'modify my capability'")));
        var address = "https://github.com/acme/platform/issues/new?template=modify-my-capability.yml";

        var linked = texts.withModifyForm(Optional.of(address))
                .comment(CommentKind.PROBLEMS, denied, status(denied), Around.NOTHING);
        var unlinked = texts.comment(CommentKind.PROBLEMS, denied, status(denied), Around.NOTHING);

        assertThat(linked).contains("through [modify my capability](" + address + ")");
        assertThat(unlinked).contains("through 'modify my capability'");
    }

    private static MigrationStatus status(SpecificRecord event) {
        return (MigrationStatus) event.get(event.getSchema().getField("status").pos());
    }

    private static void assertGolden(String name, String text) throws IOException {
        var seen = Files.createDirectories(Path.of("target/golden")).resolve(name + ".md");
        Files.writeString(seen, text);
        assertThat(GOLDEN.resolve(name + ".md")).hasContent(text);
    }
}
