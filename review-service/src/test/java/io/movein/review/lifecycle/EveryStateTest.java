package io.movein.review.lifecycle;

import static io.movein.review.Given.OWNER;
import static io.movein.review.Given.aRequest;
import static org.assertj.core.api.Assertions.assertThat;

import io.movein.command.ControlRun;
import io.movein.event.CommandRefused;
import io.movein.model.Control;
import io.movein.model.ControlKind;
import io.movein.model.Lag;
import io.movein.model.MigrationRequest;
import io.movein.model.Plan;
import io.movein.model.Progress;
import io.movein.model.RunOutcome;
import io.movein.model.State;
import io.movein.report.RunProgressed;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever people say in whatever state is carried out, or refused with what can be done then. */
class EveryStateTest {
    private static final Set<State> WITHOUT_A_RUN =
            EnumSet.of(State.UNDER_REVIEW, State.NEEDS_CHANGES, State.AWAITING_APPROVAL, State.QUEUED);

    private static final Set<ControlKind> STEERING = EnumSet.complementOf(EnumSet.of(ControlKind.UNKNOWN));

    private final Story story = Story.begins();

    static Stream<Arguments> plansInStates() {
        return states().flatMap(state -> Stream.of(Plan.values())
                .filter(plan -> plan != Plan.UNKNOWN)
                .map(plan -> Arguments.of(state, Named.of(plan.name(), plan))));
    }

    static Stream<Arguments> controlsInStates() {
        return states().flatMap(state -> STEERING.stream().map(kind -> Arguments.of(state, kind)));
    }

    static Stream<State> states() {
        return Stream.of(State.values()).filter(state -> state != State.UNKNOWN);
    }

    @ParameterizedTest
    @MethodSource("plansInStates")
    void aPlanIsCarriedOutWhereItMakesSense(State state, Plan plan) {
        bringTo(state);

        var told = story.plans(plan);

        if (state == State.AWAITING_PLAN || plan == Plan.ABANDON && WITHOUT_A_RUN.contains(state)) {
            assertThat(told).contains("PlanChosen");
        } else {
            refused("nothing-to-plan", state);
        }
    }

    @ParameterizedTest
    @MethodSource("states")
    void aStopIsCarriedOutWhereSomethingWaitsOrRuns(State state) {
        bringTo(state);

        var told = story.stops(OWNER);

        switch (state) {
            case QUEUED -> assertThat(told).containsExactly("ApprovalVoided");
            case RUNNING -> assertThat(told).contains("StopRequested");
            default -> refused("nothing-to-stop", state);
        }
    }

    @ParameterizedTest
    @MethodSource("controlsInStates")
    void aCommandReachesAProcessThatRuns(State state, ControlKind kind) {
        bringTo(state);

        var told = story.hears(ControlRun.newBuilder()
                .setMigration(Story.MIGRATION)
                .setActor(OWNER)
                .setControl(
                        Control.newBuilder().setId("comment:900").setKind(kind).build())
                .setUrl("https://github.example/6")
                .build());

        if (state == State.RUNNING) {
            assertThat(told).contains("ControlRequested");
        } else {
            refused("nothing-running", state);
        }
    }

    @ParameterizedTest
    @MethodSource("states")
    void aResultIsConfirmedWhereThereIsOne(State state) {
        bringTo(state);

        var told = story.validates(OWNER, 1);

        if (state == State.AWAITING_VALIDATION) {
            assertThat(told).contains("ValidationConfirmed");
        } else {
            refused("nothing-to-validate", state);
        }
    }

    @ParameterizedTest
    @MethodSource("states")
    void aResultIsFoundInvalidWhereThereIsOne(State state) {
        bringTo(state);

        var told = story.findsInvalid(OWNER, 1);

        if (state == State.AWAITING_VALIDATION) {
            assertThat(told).contains("ValidationRejected");
        } else {
            refused("nothing-to-validate", state);
        }
    }

    @ParameterizedTest
    @MethodSource("states")
    void anEditIsReviewedOrItsAuthorHearsWhatBecomesOfIt(State state) {
        bringTo(state);

        var told = story.files(request().setSource("edited"));

        switch (state) {
            case UNDER_REVIEW, NEEDS_CHANGES, AWAITING_APPROVAL ->
                assertThat(told).containsExactly("MigrationRequested");
            case QUEUED -> assertThat(told).containsExactly("ApprovalVoided", "MigrationRequested");
            case RUNNING, AWAITING_VALIDATION, AWAITING_PLAN ->
                assertThat(story.refusal()).isEqualTo("edit-kept");
            default -> assertThat(story.refusal()).isEqualTo("edit-too-late");
        }
        assertThat(story.files(request().setSource("edited"))).as("once").isEmpty();
    }

    @ParameterizedTest
    @EnumSource(value = State.class, names = "UNKNOWN", mode = EnumSource.Mode.EXCLUDE)
    void everyStateCanBeReached(State state) {
        bringTo(state);

        assertThat(story.status().getState()).isEqualTo(state);
    }

    private void refused(String code, State state) {
        assertThat(story.refusal()).isEqualTo(code);
        var refusal = (CommandRefused) story.last().events().getFirst().event();
        assertThat(refusal.getRemedy()).isEqualTo(Refusal.canBeDone(state));
    }

    private void bringTo(State state) {
        switch (state) {
            case UNDER_REVIEW -> story.files(request());
            case NEEDS_CHANGES -> story.reviewed(request().setImage("registry.example/media-import:latest"));
            case AWAITING_APPROVAL -> story.reviewed(request());
            case QUEUED -> {
                story.of("acme/infra#9", "acme-media").running(request());
                story.approved(request());
            }
            case RUNNING -> {
                story.running(request());
                story.reports(listening());
            }
            case AWAITING_VALIDATION -> story.ended(request(), RunOutcome.SUCCEEDED);
            case AWAITING_PLAN -> story.ended(request(), RunOutcome.FAILED);
            case TEARING_DOWN -> validated();
            case CLOSED -> {
                validated();
                story.runIsGone(1, false);
            }
            case UNKNOWN -> throw new IllegalArgumentException("nothing is in it");
        }
    }

    private void validated() {
        story.ended(request(), RunOutcome.SUCCEEDED).validates(OWNER, 1);
    }

    /** A process that understands every command, and that has nothing left to do. */
    private RunProgressed listening() {
        return RunProgressed.newBuilder()
                .setMigration(Story.MIGRATION)
                .setRun(1)
                .setProgress(Progress.newBuilder()
                        .setPhase("follow")
                        .setDone(1)
                        .setLag(Lag.newBuilder().setKeys(0L).setBytes(0L).build())
                        .setAccepts(List.copyOf(STEERING))
                        .build())
                .setAt(story.now())
                .build();
    }

    private static MigrationRequest.Builder request() {
        return aRequest().setSupportsResume(true);
    }
}
