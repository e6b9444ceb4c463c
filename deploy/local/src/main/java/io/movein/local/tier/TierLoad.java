package io.movein.local.tier;

import io.movein.store.postgresql.PostgresServer;
import io.movein.store.postgresql.PostgresSession;
import io.movein.store.redis.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

/**
 * Clients of the tenant's application. Each transaction asks first where the tenant is and whether it may write, then writes a numbered
 * payment and adds one to an account, sends the record of it, now and then puts a receipt, writes a document, and caches the number: a
 * write that is lost shows in each store's numbers, one done twice in the balances and records too. Another tenant writes beside them.
 */
public final class TierLoad implements AutoCloseable {

    public static final int CLIENTS = 4;
    private static final long BETWEEN = Duration.ofMillis(20).toNanos();

    private final TierApplication application;
    private final List<Client> clients;
    private final TierReader reader;
    private final Thread neighbour =
            Thread.ofPlatform().daemon().name("neighbour").unstarted(this::writeForeign);
    private final List<String> errors = new CopyOnWriteArrayList<>();
    private final List<String> stale = new CopyOnWriteArrayList<>();
    private final AtomicLong warm = new AtomicLong();
    private final AtomicLong atOwn = new AtomicLong();
    private volatile boolean ending;

    private TierLoad(TierApplication application) {
        this.application = application;
        this.reader = new TierReader(application);
        this.clients = IntStream.rangeClosed(1, CLIENTS).mapToObj(Client::new).toList();
    }

    public static TierLoad start(TierApplication application) {
        var load = new TierLoad(application);
        load.clients.forEach(client -> client.thread.start());
        load.reader.start();
        load.neighbour.start();
        return load;
    }

    /** Writes that were acknowledged so far, by whichever side. */
    public long acknowledged() {
        return clients.stream().mapToLong(client -> client.acknowledged.get()).sum();
    }

    /** Those of them that the dedicated side acknowledged. */
    public long acknowledgedByTheDedicated() {
        return atOwn.get();
    }

    /** Up to which of them the reader of the application's records has come. */
    public long read() {
        return reader.last().values().stream().mapToLong(Long::longValue).sum() - TierRecords.FIRST;
    }

    /** What clients were told instead of an answer. */
    public List<String> errors() {
        return errors;
    }

    /** Clients whose first look into the dedicated cache found their newest payment. */
    public long warm() {
        return warm.get();
    }

    /** What the dedicated cache had that was older than the data. */
    public List<String> stale() {
        return stale;
    }

    /** Ends what writes; records are read on. */
    public void endWriting() throws InterruptedException {
        ending = true;
        for (var client : clients) {
            client.thread.join();
        }
        neighbour.join();
    }

    /** Ends all of it. */
    public void end() throws InterruptedException {
        endWriting();
        reader.end();
    }

    private Map<Integer, Long> numbers() {
        var numbers = new TreeMap<Integer, Long>();
        clients.forEach(client -> numbers.put(client.id, client.acknowledged.get()));
        return numbers;
    }

    private Map<Integer, Long> numbersOfRecords() {
        var numbers = numbers();
        numbers.put(0, (long) TierRecords.FIRST);
        return numbers;
    }

    /** The tenant's records, those that were there before the load among them. */
    public long records() {
        return acknowledged() + TierRecords.FIRST;
    }

    /** The tenant's objects, those that were there before the load among them. */
    public long objects() {
        return TierFiles.expected(numbers()).size();
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

    /** What the dedicated topic has otherwise than it was acknowledged; the load has ended. */
    public List<String> differencesOfRecords() {
        return application.records().differences(numbersOfRecords());
    }

    /** What the dedicated bucket has otherwise than it was acknowledged; the load has ended. */
    public List<String> differencesOfObjects() {
        return application.files().differences(numbers());
    }

    private Map<Integer, Long> numbersOfDocuments() {
        var numbers = numbers();
        numbers.put(0, (long) TierDocuments.FIRST);
        return numbers;
    }

    /** The tenant's documents, those that were there before the load among them. */
    public long documents() {
        return acknowledged() + TierDocuments.FIRST;
    }

    /** What a search by the application's name finds otherwise than it was acknowledged; the load has ended. */
    public List<String> differencesOfDocuments() {
        return application.documents().differences(numbersOfDocuments());
    }

    /** What the reader of the application's records read twice, or not at all; the load has ended. */
    public List<String> differencesOfReading() {
        var differences = reader.wrong();
        var wanted = numbersOfRecords();
        if (differences.isEmpty() && !reader.last().equals(wanted)) {
            differences.add("it read up to %s, acknowledged %s".formatted(new TreeMap<>(reader.last()), wanted));
        }
        return differences;
    }

    private void writeForeign() {
        try {
            for (var number = 1L; !ending; number++) {
                application.records().writeForeign(TierRecords.FIRST + number);
                application.files().writeForeign(number);
                application.documents().writeForeign(TierDocuments.FIRST + number);
                LockSupport.parkNanos(5 * BETWEEN);
            }
        } catch (RuntimeException failure) {
            errors.add(String.valueOf(failure.getMessage()));
        }
    }

    @Override
    public void close() {
        ending = true;
        reader.ending();
    }

    private final class Client {

        final Thread thread = Thread.ofPlatform().daemon().name("load").unstarted(this::run);
        final AtomicLong acknowledged = new AtomicLong();
        final int id;
        private boolean knowsOwn;

        Client(int id) {
            this.id = id;
        }

        /** The database and the cache of one side. */
        private record Side(PostgresSession rows, Connection cache) {}

        private void run() {
            try (var shared = application.side(false).open();
                    var own = application.side(true).open();
                    var sharedCache = application.cache().connect(false);
                    var ownCache = application.cache().connect(true);
                    var control = application.control().open()) {
                while (!ending) {
                    var place = Place.of(control);
                    if (!place.readOnly()) {
                        write(place.shared() ? new Side(shared, sharedCache) : new Side(own, ownCache), place, control);
                    }
                    LockSupport.parkNanos(BETWEEN);
                }
            } catch (RuntimeException failure) {
                errors.add(String.valueOf(failure.getMessage()));
            }
        }

        /** The transaction is open before it is asked whether it may write: whoever waits for open ones waits for all stores' writes. */
        private void write(Side side, Place place, PostgresSession control) {
            side.rows().execute("begin");
            if (!Place.of(control).equals(place)) {
                side.rows().execute("rollback");
                return;
            }
            var dedicated = !place.shared();
            if (dedicated && !knowsOwn) {
                read(side.cache());
            }
            var number = acknowledged.get() + 1;
            pay(side.rows(), number);
            application.records().write(dedicated, id, number);
            application.files().write(dedicated, id, number);
            application.documents().write(dedicated, id, number);
            TierCache.write(side.cache(), id, number);
            side.rows().execute("commit");
            acknowledged.set(number);
            if (dedicated) {
                atOwn.incrementAndGet();
            }
        }

        private void pay(PostgresSession rows, long number) {
            var account = Long.toString(number % 100 + 1);
            rows.update(
                    "insert into public.payments values ('acme-corp', ?, ?, ?)",
                    Integer.toString(id),
                    Long.toString(number),
                    account);
            rows.update(
                    "update public.accounts set balance = balance + 1 where tenant_id = 'acme-corp' and id = ?",
                    account);
        }

        /** What the dedicated cache knows before this client writes to it. */
        private void read(Connection cache) {
            knowsOwn = true;
            TierCache.last(cache, id).ifPresent(found -> {
                if (found == acknowledged.get()) {
                    warm.incrementAndGet();
                } else {
                    stale.add("client %d: payment %d, acknowledged %d".formatted(id, found, acknowledged.get()));
                }
            });
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
