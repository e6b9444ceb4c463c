package io.movein.live;

import io.movein.store.redis.Fence;
import io.movein.store.redis.RedisFailure;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * What is done after the move while the tenant may go back, or clients may know the source by its name. Its clients belong to the target:
 * the source refuses its writes, also after a restart or a change of its master, and gateways send it there, also those that were away.
 * Going back is ordered by the same thread, which asks each time whether the tenant goes back; then the sides are the way back's alone.
 */
final class AfterMove {

    private static final Duration BETWEEN_CHECKS = Duration.ofSeconds(1);

    /** How it is. */
    enum Now {
        /** The tenant is at the target and may go back, or goes. */
        OPEN,
        WENT_BACK,
        /** It stays. */
        OVER
    }

    private final Sides sides;
    private final Gateways gateways;
    private final WayBack wayBack;
    private final Naming naming;
    private final Progress progress;
    private final MigrationListener listener;
    private final Set<Fence.Client> toldOf = new HashSet<>();
    private long nextCheck = System.nanoTime();
    private String lastTrouble = "";

    AfterMove(
            Sides sides,
            Gateways gateways,
            WayBack wayBack,
            Naming naming,
            Progress progress,
            MigrationListener listener) {
        this.sides = sides;
        this.gateways = gateways;
        this.wayBack = wayBack;
        this.naming = naming;
        this.progress = progress;
        this.listener = listener;
    }

    /**
     * Does what was left, as the process died after the target had become the owner.
     *
     * @throws RedisFailure if that cannot be done now
     */
    void finish() {
        listener.told("an earlier run had moved the writes; this one does what was left");
        sides.willHoldWrites();
        sides.holdWrites();
        sides.saveSource();
        sides.moveWrites();
        try {
            gateways.toTargetAgain();
        } catch (RedisFailure away) {
            if (!wayBack.isWanted()) {
                throw away;
            }
            listener.told(away.getMessage() + "; it is informed as soon as it answers");
        }
        sides.afterMove();
        naming.afterMove();
        try (var target = sides.openTargets()) {
            target.forgetAll();
        }
    }

    /** @throws RedisFailure if the way back broke while it held the writes: a run that resumes says where they belong */
    Now check() {
        if (wayBack.wentBack()) {
            return Now.WENT_BACK;
        }
        wayBack.broken().ifPresent(broken -> {
            throw broken;
        });
        if (wayBack.goesBack()) {
            return Now.OPEN;
        }
        var over = over();
        over.ifPresent(listener::told);
        // once more at the end: who came last would stay at the source
        if (over.isPresent() || System.nanoTime() - nextCheck >= 0) {
            nextCheck = System.nanoTime() + BETWEEN_CHECKS.toNanos();
            sendClientsToTheTarget();
        }
        return over.isPresent() ? Now.OVER : Now.OPEN;
    }

    /** Neither is there a way back, nor does a client know the source by the name any more. */
    private Optional<String> over() {
        if (naming.isKept()) {
            return Optional.empty();
        }
        return wayBack.isWanted()
                ? wayBack.over()
                : Optional.of("the name's old record has expired; no client reaches the source by it any more");
    }

    private void sendClientsToTheTarget() {
        try {
            if (sides.keepSourceShut()) {
                listener.told("the source accepted the tenant's writes again; now it refuses them once more");
            }
            sendAwayLateClients();
            gateways.checkAllAtTheTarget().forEach(listener::told);
            lastTrouble = "";
        } catch (RedisFailure failure) {
            var trouble = String.valueOf(failure.getMessage());
            if (!trouble.equals(lastTrouble)) {
                listener.told("it is not known whether all clients are at the target: " + trouble);
            }
            lastTrouble = trouble;
        }
    }

    private void sendAwayLateClients() {
        var late = sides.closeLateClients();
        progress.lateClients(late.size());
        late.stream()
                .filter(toldOf::add)
                .forEach(client -> listener.told(
                        "a client at %s connected to the source after the move; its connection was".formatted(client)
                                + " closed. A client that keeps coming back does not use the name"));
    }

    /** Orders the way back; once more where it could not be taken. */
    void goBack() {
        try {
            wayBack.goBack();
        } catch (IllegalArgumentException notNow) {
            listener.told("the tenant does not go back: " + notNow.getMessage());
        }
    }

    /** @return whether there is no way back any more */
    boolean stay() {
        if (wayBack.goesBack()) {
            listener.told("the tenant is already going back; it cannot stay at the target");
            return false;
        }
        if (wayBack.isWanted()) {
            wayBack.end();
        }
        return true;
    }
}
