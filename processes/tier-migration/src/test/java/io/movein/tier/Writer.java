package io.movein.tier;

import io.movein.store.postgresql.PostgresFailure;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** The tenant's application: looks in each transaction where the tenant is and whether it may write, and knows what was committed. */
final class Writer implements AutoCloseable {

    private static final Duration LONGEST = Duration.ofSeconds(60);

    private final Scene scene;
    private final List<Integer> committed = new ArrayList<>();
    private final Thread thread;
    private volatile boolean stopped;
    private final AtomicInteger number = new AtomicInteger();

    private Writer(Scene scene) {
        this.scene = scene;
        this.thread = Thread.ofPlatform().name("writer").unstarted(this::write);
    }

    static Writer start(Scene scene) {
        var writer = new Writer(scene);
        writer.thread.start();
        return writer;
    }

    private void write() {
        try (var shared = scene.source.open();
                var own = scene.target.open();
                var control = scene.control.open()) {
            while (!stopped) {
                var place = control.row("select place from public.tenants where id = 'acme'")
                        .text(0);
                var side = place.equals("shared") ? shared : own;
                side.execute("begin");
                var now = control.row("select place, read_only from public.tenants where id = 'acme'");
                if (now.truth(1) || !now.text(0).equals(place)) {
                    side.execute("rollback");
                    continue;
                }
                var n = number.incrementAndGet();
                side.update("insert into public.orders (tenant_id, note) values ('acme', ?)", "write " + n);
                side.update(
                        "update public.orders set note = note || '.' where note like 'note %' and id % 100 = ?::int % 100",
                        Integer.toString(n));
                side.update("insert into public.visits values ('acme', ?), ('acme', ?)", "/" + n, "/" + n);
                side.update("delete from public.visits where path = ?", "/" + (n - 10));
                side.execute("commit");
                committed.add(n);
            }
        } catch (PostgresFailure e) {
            throw new AssertionError(e);
        }
    }

    /** Waits until it has written so often again, wherever that is. */
    void awaitMore(int writes) throws InterruptedException {
        var enough = number.get() + writes;
        var until = System.nanoTime() + LONGEST.toNanos();
        while (number.get() < enough) {
            if (!thread.isAlive() || System.nanoTime() - until > 0) {
                throw new AssertionError("%d writes after %s, thread alive: %s (expected %d)"
                        .formatted(number.get(), LONGEST, thread.isAlive(), enough));
            }
            Thread.sleep(5);
        }
    }

    /** Ends it; what was committed, in order. */
    List<Integer> committed() {
        close();
        return committed;
    }

    @Override
    public void close() {
        stopped = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
