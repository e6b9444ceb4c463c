package io.movein.review.lifecycle;

import io.movein.command.ControlRun;
import io.movein.model.Actor;
import io.movein.model.Control;
import io.movein.model.ControlKind;
import io.movein.model.ControlResult;
import io.movein.model.Lag;
import io.movein.model.MigrationStatus;
import io.movein.model.Role;
import io.movein.model.Run;
import io.movein.model.State;
import io.movein.review.state.AwaitedAnswer;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Words of people to a running process. They are passed on if the process says that it understands them now; what became of
 * them it says with its progress, and silence is told as such.
 */
final class Controls {
    static final Duration ANSWER = Duration.ofMinutes(2);
    private static final int OPEN = 10;
    private static final Set<ControlKind> OPERATORS_MAY = Set.of(ControlKind.PAUSE, ControlKind.CONTINUE);

    private Controls() {}

    static void decide(DecisionBuilder builder, String command, ControlRun wish) {
        refusal(builder, wish)
                .ifPresentOrElse(
                        refusal -> builder.refuse(command, wish.getActor(), refusal), () -> passOn(builder, wish));
    }

    private static Optional<Refusal> refusal(DecisionBuilder builder, ControlRun wish) {
        var kind = wish.getControl().getKind();
        return mayNot(wish.getActor(), kind, builder.status())
                .or(() -> nothingRuns(builder.status()))
                .or(() -> isStopping(builder))
                .or(() -> notUnderstood(running(builder), kind))
                .or(() -> lagUnknown(running(builder), wish.getControl()))
                .or(() -> tooManyOpen(running(builder)));
    }

    private static Optional<Refusal> mayNot(Actor actor, ControlKind kind, MigrationStatus status) {
        var isOperator = actor.getRoles().contains(Role.OPERATOR);
        if (isOperator && OPERATORS_MAY.contains(kind)) {
            return Optional.empty();
        }
        return Refusal.unlessOwner(actor, status)
                .map(refusal -> isOperator
                        ? new Refusal(
                                refusal.code(),
                                refusal.reason(),
                                refusal.remedy() + "; operators can use /pause, /continue and /stop")
                        : refusal);
    }

    private static Optional<Refusal> nothingRuns(MigrationStatus status) {
        return status.getState() == State.RUNNING
                ? Optional.empty()
                : Refusal.of(
                        "nothing-running",
                        "no process is running: " + Refusal.notIn(status, State.RUNNING),
                        Refusal.canBeDone(status.getState()));
    }

    private static Optional<Refusal> isStopping(DecisionBuilder builder) {
        return Optional.ofNullable(builder.migration().getStopping())
                .filter(run -> run == running(builder).getNumber())
                .flatMap(run -> Refusal.of(
                        "already-stopping",
                        "run " + run + " is already stopping (expected a run that continues)",
                        "wait for its report"));
    }

    private static Optional<Refusal> notUnderstood(Run run, ControlKind kind) {
        var accepts = run.getProgress() == null
                ? List.<ControlKind>of()
                : run.getProgress().getAccepts();
        if (kind != ControlKind.UNKNOWN && accepts.contains(kind)) {
            return Optional.empty();
        }
        var possible = accepts.stream()
                .filter(it -> it != ControlKind.UNKNOWN)
                .map(Controls::written)
                .collect(Collectors.joining(", "));
        return Refusal.of(
                "not-accepted",
                "the process does not accept " + written(kind) + " at the moment (expected "
                        + (possible.isEmpty() ? "no command: the process has not announced any" : possible) + ")",
                possible.isEmpty() ? "/stop ends the run" : "use one of these, or try again later");
    }

    private static Optional<Refusal> lagUnknown(Run run, Control control) {
        return control.getKind() != ControlKind.CUTOVER
                        || control.getForce()
                        || isKnown(
                                run.getProgress() == null
                                        ? null
                                        : run.getProgress().getLag())
                ? Optional.empty()
                : Refusal.of(
                        "lag-unknown",
                        "it is not known how far the destination lags behind the source (expected keys and bytes)",
                        "wait until the process reports both, or use /cutover force");
    }

    /** One figure of two may be the smaller one: no keys behind, and a gigabyte of changes that are not counted as keys yet. */
    private static boolean isKnown(@Nullable Lag lag) {
        return lag != null && lag.getKeys() != null && lag.getBytes() != null;
    }

    private static Optional<Refusal> tooManyOpen(Run run) {
        return run.getUnanswered().size() < OPEN
                ? Optional.empty()
                : Refusal.of(
                        "too-many-unanswered",
                        run.getUnanswered().size() + " commands have no answer yet (expected fewer than " + OPEN + ")",
                        "wait for the process to answer; /stop ends the run");
    }

    private static void passOn(DecisionBuilder builder, ControlRun wish) {
        var run = running(builder);
        var control = wish.getControl();
        builder.happened(
                unanswered(builder, run, append(run.getUnanswered(), control)),
                Events.controlRequested(run.getNumber(), wish.getActor(), control));
        builder.order(
                run.getNumber(),
                "control/" + control.getId(),
                io.movein.order.ControlRun.newBuilder()
                        .setMigration(builder.migration().getId())
                        .setRun(run.getNumber())
                        .setNamespace(Stops.namespace(builder, run))
                        .setControl(control)
                        .build());
        await(
                builder,
                append(
                        builder.migration().getAwaited(),
                        AwaitedAnswer.newBuilder()
                                .setControl(control.getId())
                                .setSince(builder.now())
                                .build()));
    }

    /** The process tells what it did with the last commands. */
    static void hear(DecisionBuilder builder, int run, List<ControlResult> did) {
        for (var result : did) {
            var here = Statuses.activeRun(builder.status()).filter(it -> it.getNumber() == run);
            here.flatMap(it -> open(it, result.getId())).ifPresent(control -> {
                builder.happened(
                        unanswered(builder, here.get(), without(here.get().getUnanswered(), control)),
                        Events.controlAnswered(run, control, result.getResult()));
                await(
                        builder,
                        builder.migration().getAwaited().stream()
                                .filter(it -> !it.getControl().equals(control.getId()))
                                .toList());
            });
        }
    }

    /** What has no answer in time is told once; an answer that comes later still counts. */
    static void tellOverdue(DecisionBuilder builder, Run run) {
        var overdue = builder.migration().getAwaited().stream()
                .filter(it -> !builder.now().isBefore(it.getSince().plus(ANSWER)))
                .map(AwaitedAnswer::getControl)
                .toList();
        if (!overdue.isEmpty()) {
            overdue.stream()
                    .flatMap(id -> open(run, id).stream())
                    .forEach(control -> builder.told(Events.controlAnswered(run.getNumber(), control, null)));
            await(
                    builder,
                    builder.migration().getAwaited().stream()
                            .filter(it -> !overdue.contains(it.getControl()))
                            .toList());
        }
    }

    private static void await(DecisionBuilder builder, List<AwaitedAnswer> awaited) {
        builder.add(new Change.AnswersAwaited(builder.migration().getId(), awaited));
    }

    private static Run running(DecisionBuilder builder) {
        return Statuses.activeRun(builder.status()).orElseThrow();
    }

    private static MigrationStatus unanswered(DecisionBuilder builder, Run run, List<Control> unanswered) {
        return Statuses.withRun(run.getNumber(), builder.status(), it -> it.setUnanswered(unanswered))
                .build();
    }

    private static Optional<Control> open(Run run, String id) {
        return run.getUnanswered().stream()
                .filter(control -> control.getId().equals(id))
                .findFirst();
    }

    private static String written(ControlKind kind) {
        return "/" + kind.name().toLowerCase(Locale.ROOT);
    }

    private static <T> List<T> append(List<T> list, T one) {
        return Stream.concat(list.stream(), Stream.of(one)).toList();
    }

    private static <T> List<T> without(List<T> list, T one) {
        return list.stream().filter(it -> !it.equals(one)).toList();
    }
}
