package io.movein.review.lifecycle;

import static io.movein.review.Given.OPERATOR;
import static io.movein.review.Given.OUTSIDER;
import static io.movein.review.Given.OWNER;
import static io.movein.review.Given.aRequest;
import static org.assertj.core.api.Assertions.assertThat;

import io.movein.command.ControlRun;
import io.movein.event.CommandRefused;
import io.movein.event.ControlAnswered;
import io.movein.model.Actor;
import io.movein.model.Control;
import io.movein.model.ControlKind;
import io.movein.model.ControlResult;
import io.movein.model.Lag;
import io.movein.model.Progress;
import io.movein.model.RunOutcome;
import io.movein.model.State;
import io.movein.report.AlarmRaised;
import io.movein.report.RunProgressed;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ControlsTest {
    private final Story story = Story.begins();

    @Test
    void passesOnWhatTheProcessUnderstands() {
        running(ControlKind.PAUSE, ControlKind.RATE);

        assertThat(says(OWNER, "comment:900", ControlKind.PAUSE))
                .containsExactly("ControlRequested", "run-1/control/comment:900");
        assertThat(story.status().getRuns().getFirst().getUnanswered())
                .extracting(Control::getId)
                .containsExactly("comment:900");
    }

    @Test
    void letsOperatorsPauseAndContinueAndNothingElse() {
        running(ControlKind.PAUSE, ControlKind.CONTINUE, ControlKind.CUTOVER);

        assertThat(says(OPERATOR, "comment:900", ControlKind.PAUSE)).contains("ControlRequested");
        says(OPERATOR, "comment:901", ControlKind.CUTOVER);
        assertThat(story.refusal()).isEqualTo("not-the-owner");
        assertThat(remedy())
                .isEqualTo("ask @capability-owner to decide; operators can use /pause, /continue and /stop");
        says(OUTSIDER, "comment:902", ControlKind.PAUSE);
        assertThat(story.refusal()).isEqualTo("not-the-owner");
    }

    @Test
    void refusesWhatTheProcessDoesNotUnderstandNowAndSaysWhatItDoes() {
        running(ControlKind.PAUSE);

        says(OWNER, "comment:900", ControlKind.VERIFY);

        assertThat(story.refusal()).isEqualTo("not-accepted");
        assertThat(story.last().events().getFirst().event().toString()).contains("expected /pause");
    }

    @Test
    void refusesToCutOverIntoTheUnknown() {
        running(ControlKind.CUTOVER);

        says(OWNER, "comment:900", ControlKind.CUTOVER);
        assertThat(story.refusal()).isEqualTo("lag-unknown");

        tells(progress -> progress.setLag(lag(0L, 0L)), ControlKind.CUTOVER);
        assertThat(says(OWNER, "comment:901", ControlKind.CUTOVER)).contains("ControlRequested");
    }

    @ParameterizedTest
    @CsvSource({"0,", ",0", "50,", ","})
    void refusesToCutOverWhereHalfOfTheLagIsKnown(@Nullable Long keys, @Nullable Long bytes) {
        running(ControlKind.CUTOVER);
        tells(progress -> progress.setLag(lag(keys, bytes)), ControlKind.CUTOVER);

        says(OWNER, "comment:900", ControlKind.CUTOVER);

        assertThat(story.refusal()).isEqualTo("lag-unknown");
    }

    @Test
    void tellsTheAnswerOnce() {
        running(ControlKind.PAUSE);
        says(OWNER, "comment:900", ControlKind.PAUSE);

        assertThat(tells(progress -> progress.setDid(List.of(did("comment:900"))), ControlKind.CONTINUE))
                .containsExactly("RunProgress", "ControlAnswered");
        assertThat(tells(progress -> progress.setDone(7L).setDid(List.of(did("comment:900"))), ControlKind.CONTINUE))
                .containsExactly("RunProgress");
        assertThat(story.status().getRuns().getFirst().getUnanswered()).isEmpty();
    }

    @Test
    void saysOnceThatThereIsNoAnswerAndStillTakesALateOne() {
        running(ControlKind.PAUSE);
        says(OWNER, "comment:900", ControlKind.PAUSE);
        story.waits(Controls.ANSWER);

        assertThat(timePasses()).containsExactly("ControlAnswered");
        assertThat(((ControlAnswered) story.last().events().getFirst().event()).getResult())
                .isNull();
        assertThat(timePasses()).isEmpty();
        assertThat(tells(progress -> progress.setDid(List.of(did("comment:900"))), ControlKind.CONTINUE))
                .containsExactly("RunProgress", "ControlAnswered");
    }

    @Test
    void boundsWhatIsOpen() {
        running(ControlKind.PAUSE);
        for (int comment = 900; comment < 910; comment++) {
            says(OWNER, "comment:" + comment, ControlKind.PAUSE);
        }

        says(OWNER, "comment:910", ControlKind.PAUSE);

        assertThat(story.refusal()).isEqualTo("too-many-unanswered");
    }

    @Test
    void neverCallsARunWithErrorsASuccess() {
        story.running(aRequest());

        story.runEnds(1, RunOutcome.COMPLETED_WITH_ERRORS);

        assertThat(story.status().getState()).isEqualTo(State.AWAITING_PLAN);
    }

    @Test
    void tellsAnAlarmOnceHoweverOftenItIsReported() {
        story.running(aRequest());
        var alarm = AlarmRaised.newBuilder()
                .setMigration(Story.MIGRATION)
                .setRun(1)
                .setAt(story.now())
                .setAlarm(io.movein.model.Alarm.newBuilder()
                        .setName("storageOperationsMigrationFailed")
                        .build())
                .build();

        assertThat(story.reports(alarm)).containsExactly("AlarmRaised");
        assertThat(story.reports(alarm)).isEmpty();
        assertThat(story.status().getRuns().getFirst().getAlarms()).hasSize(1);
    }

    @Test
    void showsTheLastChangesOfWhatTheProcessMayReach() {
        story.running(aRequest());
        for (var minute = 1; minute <= 6; minute++) {
            var report = io.movein.report.NetworkChanged.newBuilder()
                    .setMigration(Story.MIGRATION)
                    .setRun(1)
                    .setAt(story.now().plusSeconds(60L * minute))
                    .setAdded(List.of("db.example 203.0.113." + minute))
                    .setDropped(List.of("db.example 203.0.113.%d: gone".formatted(minute - 1)))
                    .build();
            assertThat(story.reports(report)).containsExactly("NetworkChanged");
            assertThat(story.reports(report)).as("told again").isEmpty();
        }

        var changes = story.status().getRuns().getFirst().getAddressChanges();
        assertThat(changes).hasSize(10);
        assertThat(changes.getFirst().getAddress()).isEqualTo("db.example 203.0.113.2");
        assertThat(changes.getLast())
                .returns("db.example 203.0.113.5: gone", change -> change.getAddress())
                .returns(false, change -> change.getAdded());
    }

    private String remedy() {
        return ((CommandRefused) story.last().events().getFirst().event()).getRemedy();
    }

    private void running(ControlKind... accepts) {
        story.running(aRequest());
        tells(progress -> progress, accepts);
    }

    private List<String> says(Actor actor, String id, ControlKind kind) {
        return story.hears(
                id,
                ControlRun.newBuilder()
                        .setMigration(Story.MIGRATION)
                        .setActor(actor)
                        .setControl(Control.newBuilder().setId(id).setKind(kind).build())
                        .setUrl("https://github.example/6")
                        .build());
    }

    private List<String> tells(UnaryOperator<Progress.Builder> change, ControlKind... accepts) {
        var progress = Progress.newBuilder().setPhase("follow").setDone(1).setAccepts(Arrays.asList(accepts));
        return story.reports(RunProgressed.newBuilder()
                .setMigration(Story.MIGRATION)
                .setRun(1)
                .setProgress(change.apply(progress).build())
                .setAt(story.now())
                .build());
    }

    private List<String> timePasses() {
        return story.decides(new Input.Recheck(Story.MIGRATION));
    }

    private static Lag lag(@Nullable Long keys, @Nullable Long bytes) {
        return Lag.newBuilder().setKeys(keys).setBytes(bytes).build();
    }

    private static ControlResult did(String id) {
        return ControlResult.newBuilder()
                .setId(id)
                .setCommand("pause")
                .setResult("paused")
                .build();
    }
}
