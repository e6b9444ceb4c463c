package io.movein.local.tier;

import io.movein.store.postgresql.PostgresFailure;
import io.movein.store.postgresql.PostgresServer;
import io.movein.store.postgresql.PostgresSession;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

/**
 * Clients of the tenant's application. Each transaction asks first where the tenant is and whether it may write, then writes a numbered
 * payment and adds one to an account: a write that is lost shows in the payments, one done twice in the balances.
 */
public final class TierLoad implements AutoCloseable {

    private static final int CLIENTS = 4;
    private static final long BETWEEN = Duration.ofMillis(10).toNanos();
    private static final String PLACE = "select place, read_only from public.tenants where id = 'acme-corp'";

    private final TierApplication application;
    private final List<Client> clients;
    private final List<String> errors = new CopyOnWriteArrayList<>();
    private final AtomicLong atOwn = new AtomicLong();
    private volatile boolean ending;

    private TierLoad(TierApplication application) {
        this.application = application;
        this.clients = IntStream.rangeClosed(1, CLIENTS).mapToObj(Client::new).toList();
    }

    public static TierLoad start(TierApplication application) {
        var load = new TierLoad(application);
        load.clients.forEach(client -> client.thread.start());
        return load;
    }

    /** Writes that were acknowledged so far, by whichever server. */
    public long acknowledged() {
        return clients.stream().mapToLong(client -> client.acknowledged.get()).sum();
    }

    /** Those of them that the dedicated server acknowledged. */
    public long acknowledgedByTheDedicated() {
        return atOwn.get();
    }

    /** What clients were told instead of an answer. */
    public List<String> errors() {
        return errors;
    }

    /** Ends the load. */
    public void end() throws InterruptedException {
        ending = true;
        for (var client : clients) {
            client.thread.join();
        }
    }

    /** What a server has otherwise than it was acknowledged; the load has ended. */
    public List<String> differences(PostgresServer server) {
        var differences = new ArrayList<String>();
        try (var session = server.open()) {
            for (var client : clients) {
                client.difference(session).ifPresent(differences::add);
            }
            var added = session.row("select sum(balance) from public.accounts where tenant_id = 'acme-corp'")
                    .number(0);
            if (added != acknowledged()) {
                differences.add("%d was added to the balances, acknowledged %d".formatted(added, acknowledged()));
            }
        }
        return differences;
    }

    @Override
    public void close() {
        ending = true;
    }

    private final class Client {

        final Thread thread = Thread.ofPlatform().daemon().name("load").unstarted(this::run);
        final AtomicLong acknowledged = new AtomicLong();
        private final int id;

        Client(int id) {
            this.id = id;
        }

        private void run() {
            try (var shared = application.side(false).open();
                    var own = application.side(true).open();
                    var control = application.control().open()) {
                while (!ending) {
                    var before = control.row(PLACE);
                    var dedicated = !before.text(0).equals("shared");
                    if (!before.truth(1)) {
                        write(dedicated ? own : shared, dedicated, control);
                    }
                    LockSupport.parkNanos(BETWEEN);
                }
            } catch (PostgresFailure failure) {
                errors.add(String.valueOf(failure.getMessage()));
            }
        }

        /** The transaction is open before it is asked whether it may write: whoever waits for open ones waits for it. */
        private void write(PostgresSession side, boolean dedicated, PostgresSession control) {
            side.execute("begin");
            var now = control.row(PLACE);
            if (now.truth(1) || dedicated == now.text(0).equals("shared")) {
                side.execute("rollback");
                return;
            }
            var number = acknowledged.get() + 1;
            var account = Long.toString(number % 100 + 1);
            side.update(
                    "insert into public.payments values ('acme-corp', ?, ?, ?)",
                    Integer.toString(id),
                    Long.toString(number),
                    account);
            side.update(
                    "update public.accounts set balance = balance + 1 where tenant_id = 'acme-corp' and id = ?",
                    account);
            side.execute("commit");
            acknowledged.set(number);
            if (dedicated) {
                atOwn.incrementAndGet();
            }
        }

        private Optional<String> difference(PostgresSession session) {
            var found = session.row(
                    "select count(*), coalesce(max(number), 0) from public.payments where tenant_id = 'acme-corp' and client = ?",
                    Integer.toString(id));
            var wanted = acknowledged.get();
            return found.number(0) == wanted && found.number(1) == wanted
                    ? Optional.empty()
                    : Optional.of("client %d: %s payments up to number %s, acknowledged %d"
                            .formatted(id, found.text(0), found.text(1), wanted));
        }
    }
}
