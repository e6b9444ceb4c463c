package io.movein.tier;

import io.movein.process.Stop;
import io.movein.process.control.CommandKind;
import io.movein.process.control.ControlChannel;
import io.movein.process.control.CutoverOrder;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** What the owner said while it runs. */
final class Orders {

    private static final Duration LOOK_EVERY = Duration.ofMillis(200);

    /** What to do next. */
    sealed interface Order {
        record Verify() implements Order {}

        /** @param reason of the owner's, where it is by force */
        record Switch(boolean force, String reason) implements Order {}

        record GoBack() implements Order {}

        /** At the target, without a way back. */
        record Stay() implements Order {}
    }

    private final ControlChannel control;
    private final String pointOfNoReturn;
    private final Stop stop;
    private final LinkedBlockingQueue<Order> given = new LinkedBlockingQueue<>();
    private volatile Optional<CutoverOrder> later = Optional.empty();
    private volatile boolean goBack;

    /** @param pointOfNoReturn in words */
    Orders(ControlChannel control, Stop stop, String pointOfNoReturn) {
        this.control = control;
        this.pointOfNoReturn = pointOfNoReturn;
        this.stop = stop;
        control.accept(CommandKind.ROLLBACK, _ -> {
            goBack = true;
            given.add(new Order.GoBack());
            return "rolling back: what was copied is being removed";
        });
    }

    /** Whether nothing more is to be begun. */
    boolean goBack() {
        return goBack || stop.requested();
    }

    void acceptVerify() {
        control.accept(CommandKind.VERIFY, _ -> {
            given.add(new Order.Verify());
            return "comparing; the checks show the result";
        });
    }

    /** There is nothing that could be compared once more. */
    void refuseVerify() {
        control.refuse(CommandKind.VERIFY);
    }

    void acceptCutover() {
        control.accept(CommandKind.CUTOVER, command -> {
            var order = explained(CutoverOrder.parse(command.value()));
            if (order.at().isPresent()) {
                later = Optional.of(order);
                return "cutover at %s; %s".formatted(order.at().get(), pointOfNoReturn);
            }
            given.add(switching(order));
            return "cutover begun; " + pointOfNoReturn;
        });
    }

    /** What is not proven to be equal is switched for a reason that somebody can read later. */
    private static CutoverOrder explained(CutoverOrder order) {
        if (order.force() && order.reason().isEmpty()) {
            throw new IllegalArgumentException(
                    "force without a reason (expected why, as in /cutover force 3 rows of visits are known to differ); the report keeps it");
        }
        return order;
    }

    private static Order switching(CutoverOrder order) {
        return new Order.Switch(order.force(), order.reason());
    }

    /** After the switch. Nothing is copied any more that could be paused, so that {@code /continue} has one meaning. */
    void acceptTheWayBack() {
        control.refuse(CommandKind.PAUSE);
        given.clear();
        later = Optional.empty();
        control.accept(CommandKind.ROLLBACK, _ -> {
            given.add(new Order.GoBack());
            return "going back, with everything that was written since";
        });
        control.accept(CommandKind.CONTINUE, _ -> {
            given.add(new Order.Stay());
            return "the tenant stays; the way back is being closed";
        });
    }

    /** After the switch, where only its end is left to be said. */
    void acceptTheEnd() {
        control.refuse(CommandKind.PAUSE);
        given.clear();
        later = Optional.empty();
        control.accept(CommandKind.CONTINUE, _ -> {
            given.add(new Order.Stay());
            return "the hold is being released";
        });
    }

    void refuseTheEnd() {
        control.refuse(CommandKind.CONTINUE);
    }

    void refuseTheWayBack() {
        control.refuse(CommandKind.ROLLBACK);
        control.refuse(CommandKind.CONTINUE);
    }

    /** Whether it is a stop that says so, and not the owner. */
    boolean stopped() {
        return stop.requested();
    }

    /** Waits for the next. */
    Order await() throws InterruptedException {
        while (true) {
            var order = poll();
            if (order.isPresent()) {
                return order.get();
            }
        }
    }

    /** The next, if there is one within a moment. A stop is the order to go back: no tenant is left where it can write nowhere. */
    Optional<Order> poll() throws InterruptedException {
        if (stop.requested()) {
            return Optional.of(new Order.GoBack());
        }
        var due = later.filter(
                one -> one.at().filter(at -> !at.isAfter(Instant.now())).isPresent());
        if (due.isPresent()) {
            later = Optional.empty();
            return due.map(Orders::switching);
        }
        return Optional.ofNullable(given.poll(LOOK_EVERY.toMillis(), TimeUnit.MILLISECONDS));
    }

    /** From now on there is no way back, but for that after the switch. */
    void refuseAll() {
        control.refuse(CommandKind.ROLLBACK);
        control.refuse(CommandKind.VERIFY);
        control.refuse(CommandKind.CUTOVER);
    }
}
