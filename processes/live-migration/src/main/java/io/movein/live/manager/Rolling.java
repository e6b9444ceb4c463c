package io.movein.live.manager;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tenants that wait for their migration: so many are under way at a time, the next begins when one has moved, and none after one that
 * failed or was cancelled; those under way go on. What waits stands in the tenants' files, so that the manager that starts next goes on.
 */
final class Rolling {

    private static final Logger LOG = LoggerFactory.getLogger(Rolling.class);
    private static final String WAITING = "waiting";
    private static final String STOPPED = "stopped";
    private static final String PLACE = "place";

    /** Begins one, or refuses it. */
    interface Begin {
        void begin(String tenant, Order order) throws InterruptedException;
    }

    private final Tenants tenants;
    private final int most;
    private final IntSupplier underWay;
    private final Begin begin;
    private boolean closed;

    /** @param most that may be under way */
    Rolling(Tenants tenants, int most, IntSupplier underWay, Begin begin) {
        this.tenants = tenants;
        this.most = most;
        this.underWay = underWay;
        this.begin = begin;
    }

    /** @throws CommandFailure if the first of them is refused; then none is begun */
    synchronized void add(Collection<String> names, Order order) throws InterruptedException {
        var place = 0;
        for (var name : names) {
            var file = tenants.file(name);
            file.over();
            file.put(WAITING, order.text());
            file.put(PLACE, Integer.toString(place++));
        }
        next();
    }

    /** Begins what may be begun now. */
    synchronized void next() throws InterruptedException {
        for (var name : waiting()) {
            var file = tenants.file(name);
            var order = Order.kept(file.get(WAITING));
            if (!closed
                    && order.isPresent()
                    && file.get(STOPPED).isEmpty()
                    && underWay.getAsInt() < (order.get().incremental() ? 1 : most)) {
                try {
                    begin.begin(name, order.get());
                } catch (CommandFailure refused) {
                    stop("tenant '%s' was refused: %s".formatted(name, refused.getMessage()));
                    throw refused;
                }
            }
        }
    }

    /** The same, by a thread of its own: whoever calls has a migration to go on with. */
    void nextLater() {
        Thread.startVirtualThread(() -> {
            try {
                next();
            } catch (CommandFailure refused) {
                LOG.error("the next tenant was not started: {}", refused.getMessage());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    /** Nothing is begun any more; the manager that starts next goes on. */
    synchronized void close() {
        closed = true;
    }

    /** None of those that wait is begun. */
    synchronized void stop(String why) {
        for (var name : waiting()) {
            tenants.file(name).put(STOPPED, why);
        }
    }

    /** @return whether it waited, and does not any more */
    synchronized boolean remove(String name) {
        var waited = tenants.file(name).get(WAITING).isPresent();
        if (waited) {
            tenants.file(name).over();
        }
        return waited;
    }

    private List<String> waiting() {
        var names = new ArrayList<String>();
        for (var name : tenants.names()) {
            if (tenants.file(name).get(WAITING).isPresent()) {
                names.add(name);
            }
        }
        names.sort(Comparator.comparingInt(this::place));
        return names;
    }

    private int place(String name) {
        return tenants.file(name).get(PLACE).map(Integer::valueOf).orElse(0);
    }

    /** As STATUS shows them; of one tenant or all. */
    synchronized List<Map<String, @Nullable Object>> status(String id) {
        return waiting().stream()
                .filter(name -> id.equalsIgnoreCase("ALL") || id.equals(name))
                .map(this::fields)
                .toList();
    }

    private Map<String, @Nullable Object> fields(String name) {
        var map = new LinkedHashMap<String, @Nullable Object>();
        map.put("migration_id", name);
        map.put("tenant", name);
        map.put(
                "target",
                Order.kept(tenants.file(name).get(WAITING)).map(Order::target).orElse(null));
        map.put("phase", WAITING);
        map.put(
                "error",
                tenants.file(name).get(STOPPED).map(why -> "not begun: " + why).orElse(null));
        return map;
    }
}
