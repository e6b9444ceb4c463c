package io.movein.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.movein.gateway.GatewayConfig.RedirectMode;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.JedisPubSub;
import redis.clients.jedis.StreamEntryID;
import redis.clients.jedis.params.XAddParams;
import redis.clients.jedis.params.XReadParams;

/** What clients see of the gateway when the tenant moves under them. {@code -Dmovein.gateway.moves=20} for more. */
@Timeout(120)
class MovingIT {

    private static final int MOVES = Integer.getInteger("movein.gateway.moves", 3);
    private static final int CONNECTIONS = Integer.getInteger("movein.gateway.connections", 300);
    private static final int WORKERS = 20;

    @TempDir
    Path folder;

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private volatile boolean ending;
    private volatile boolean heardTheEnd;

    private <T> Future<T> with(Bridge bridge, Work<T> work) {
        return threads.submit((Callable<T>) () -> {
            try (var client = bridge.client()) {
                return work.with(client);
            }
        });
    }

    private interface Work<T> {
        T with(Jedis client) throws Exception;
    }

    @Test
    void loadGoesOnUnnoticedAndNothingIsLostOrDoubled() throws Exception {
        try (var bridge = new Bridge(folder, RedirectMode.NONE)) {
            var counters = new ArrayList<Future<Long>>();
            for (var i = 0; i < 4; i++) {
                var key = "counter-" + i;
                counters.add(with(bridge, client -> count(client, key)));
            }
            var transfers = with(bridge, this::transfer);
            Set<String> taken = ConcurrentHashMap.newKeySet();
            var workers = new ArrayList<Future<Integer>>();
            for (var i = 0; i < WORKERS; i++) {
                workers.add(with(bridge, client -> work(client, taken)));
            }
            var jobs = with(bridge, this::produce);
            var asked = new AtomicInteger();
            var adding = with(bridge, client -> add(client, asked, bridge));
            var read = with(bridge, client -> read(client, asked));

            var longest = 0.0;
            for (var move = 0; move < MOVES; move++) {
                TimeUnit.MILLISECONDS.sleep(300);
                longest = Math.max(longest, bridge.move());
            }
            TimeUnit.MILLISECONDS.sleep(200);
            ending = true;

            for (var i = 0; i < counters.size(); i++) {
                var acknowledged = counters.get(i).get();
                assertThat(bridge.owner().get("counter-" + i)).isEqualTo(Long.toString(acknowledged));
            }
            transfers.get();
            assertThat(Long.parseLong(bridge.owner().get("from"))
                            + Long.parseLong(bridge.owner().get("to")))
                    .isZero();
            var produced = jobs.get();
            var worked = 0;
            for (var worker : workers) {
                worked += worker.get();
            }
            assertThat(worked).as("jobs that workers got").isEqualTo(produced);
            assertThat(taken).hasSize(produced);
            assertThat(read.get()).as("entries that the reader of $ got").isEqualTo(adding.get());
            System.out.printf("%d moves under load, longest pause %.1f ms%n", MOVES, longest);
        } finally {
            threads.shutdownNow();
        }
    }

    private long count(Jedis client, String key) {
        var acknowledged = 0L;
        while (!ending) {
            var pipeline = client.pipelined();
            var replies = new ArrayList<redis.clients.jedis.Response<Long>>();
            for (var i = 0; i < 50; i++) {
                replies.add(pipeline.incr(key));
            }
            pipeline.sync();
            for (var reply : replies) {
                assertThat(reply.get()).isEqualTo(++acknowledged);
            }
        }
        return acknowledged;
    }

    private int transfer(Jedis client) {
        var done = 0;
        while (!ending) {
            client.watch("from");
            var from = client.get("from");
            var next = (from == null ? 0 : Integer.parseInt(from)) - 1;
            var transaction = client.multi();
            transaction.set("from", Integer.toString(next));
            transaction.set("to", Integer.toString(-next));
            done += transaction.exec() == null ? 0 : 1;
        }
        return done;
    }

    private int produce(Jedis client) throws InterruptedException {
        var number = 0;
        while (!ending) {
            client.rpush("jobs", "job-" + number++);
            TimeUnit.MICROSECONDS.sleep(500);
        }
        for (var i = 0; i < WORKERS; i++) {
            client.rpush("jobs", "end");
        }
        return number;
    }

    private int work(Jedis client, Set<String> taken) {
        for (var done = 0; ; done++) {
            var job = client.blpop(0, "jobs").get(1);
            if (job.equals("end")) {
                return done;
            }
            assertThat(taken.add(job)).as(job).isTrue();
        }
    }

    /** Adds an entry once the reader waits at a server for what comes next. */
    private int add(Jedis client, AtomicInteger asked, Bridge bridge) throws InterruptedException {
        var added = 0;
        while (!ending) {
            if (asked.get() > added && bridge.isBlocked("xread")) {
                client.xadd("stream", Map.of("n", Integer.toString(added++)), XAddParams.xAddParams());
            }
            TimeUnit.MICROSECONDS.sleep(200);
        }
        // whoever has not asked yet does not see it, so it is said until it is heard
        while (!heardTheEnd) {
            client.xadd("stream", Map.of("n", "end"), XAddParams.xAddParams());
            TimeUnit.MILLISECONDS.sleep(20);
        }
        return added;
    }

    private int read(Jedis client, AtomicInteger asked) {
        for (var got = 0; ; got++) {
            asked.incrementAndGet();
            var entries =
                    client.xread(XReadParams.xReadParams().block(0), Map.of("stream", StreamEntryID.XREAD_NEW_ENTRY));
            var value = entries.getFirst().getValue().getFirst().getFields().get("n");
            if ("end".equals(value)) {
                heardTheEnd = true;
                return got;
            }
            assertThat(value).isEqualTo(Integer.toString(got));
        }
    }

    /** {@code -Dmovein.gateway.connections=4500} takes 18,000 files of this process: four for each. */
    @Test
    void manyConnectionsMoveAtOnce() throws Exception {
        try (var bridge = new Bridge(folder, RedirectMode.NONE)) {
            for (var server = 0; server < 2; server++) {
                bridge.admin(server).configSet("maxclients", Integer.toString(CONNECTIONS + 1_000));
            }
            var clients = new ArrayList<Jedis>();
            try {
                for (var i = 0; i < CONNECTIONS; i++) {
                    clients.add(bridge.client());
                }
                addOne(clients);

                var took = bridge.move();

                addOne(clients);
                System.out.printf("%d connections moved, held for %.1f ms%n", CONNECTIONS, took);
                for (var i = 0; i < CONNECTIONS; i++) {
                    assertThat(bridge.owner().get("n:" + i)).isEqualTo("2");
                }
                assertThat(bridge.gateway.figures(Bridge.TENANT).sessions()).isEqualTo(CONNECTIONS);
            } finally {
                clients.forEach(Jedis::close);
            }
        }
    }

    private static void addOne(List<Jedis> clients) {
        for (var i = 0; i < clients.size(); i++) {
            clients.get(i).incr("n:" + i);
        }
    }

    @Test
    void takesTheStateOfAConnectionAlong() throws Exception {
        try (var bridge = new Bridge(folder, RedirectMode.NONE);
                var chosen = bridge.client();
                var queued = bridge.client();
                var watching = bridge.client();
                var script = bridge.client()) {
            chosen.select(3);
            chosen.set("in", "three");
            var transaction = queued.multi();
            transaction.incr("n");
            watching.watch("w");
            var sha = script.scriptLoad("return redis.call('INCR', KEYS[1])");
            var messages = new CopyOnWriteArrayList<String>();
            var listener = new JedisPubSub() {
                @Override
                public void onMessage(String channel, String message) {
                    messages.add(message);
                }
            };
            var subscribed = with(bridge, client -> {
                client.subscribe(listener, "news");
                return 0;
            });
            while (!listener.isSubscribed()) {
                LockSupport.parkNanos(2_000_000);
            }

            bridge.move();

            assertThat(chosen.get("in")).isEqualTo("three");
            assertThat(chosen.clientGetname()).isEqualTo("worker");
            transaction.incr("n");
            assertThat(transaction.exec()).isEqualTo(List.of(1L, 2L));
            chosen.select(0);
            chosen.set("w", "changed");
            var conditional = watching.multi();
            conditional.set("w", "mine");
            assertThat(conditional.exec()).isNull();
            assertThat(script.evalsha(sha, 1, "s")).isEqualTo(1L);
            chosen.publish("news", "after");
            while (messages.isEmpty()) {
                LockSupport.parkNanos(2_000_000);
            }
            assertThat(messages).containsExactly("after");
            listener.unsubscribe();
            subscribed.get(10, TimeUnit.SECONDS);
            assertThat(bridge.owner().get("n")).isEqualTo("2");
        }
    }

    @Test
    void tellsClientsWhereToGoUntilTheirTimeIsOver() throws Exception {
        try (var bridge = new Bridge(folder, RedirectMode.AUTOMATIC);
                var client = bridge.client();
                var later = bridge.client();
                var waiting = bridge.client()) {
            client.set("a", "1");
            var waits = threads.submit(() -> waiting.blpop(0, "list"));
            while (bridge.gateway.figures(Bridge.TENANT).blocked() == 0) {
                LockSupport.parkNanos(2_000_000);
            }

            bridge.move();

            // Jedis takes the first word of it for the number of a slot
            assertThatThrownBy(() -> client.set("a", "2")).hasMessageContaining("tenant:acme-corp");
            assertThatThrownBy(waits::get).hasMessageContaining("tenant:acme-corp");
            assertThatThrownBy(bridge::client).hasMessageContaining("tenant:acme-corp");
            try (var socket = new Socket("127.0.0.1", bridge.gateway.port())) {
                socket.getOutputStream().write("AUTH acme secret\r\n".getBytes(StandardCharsets.US_ASCII));
                var moved = "-MOVED tenant:acme-corp " + bridge.address(1).place() + "\r\n";
                assertThat(new String(socket.getInputStream().readNBytes(moved.length()), StandardCharsets.US_ASCII))
                        .isEqualTo(moved);
            }
            TimeUnit.MILLISECONDS.sleep(1100);
            later.set("a", "3");
            assertThat(bridge.owner().get("a")).isEqualTo("3");
            assertThat(bridge.gateway.figures(Bridge.TENANT).redirected()).isPositive();
        }
    }

    @Test
    void goesOnWhereItWasIfNobodyReleasesIt() throws Exception {
        try (var bridge = new Bridge(folder, RedirectMode.NONE);
                var client = bridge.client()) {
            client.set("a", "1");
            bridge.gateway.hold(Bridge.TENANT, Duration.ofMillis(100)).get(5, TimeUnit.SECONDS);

            assertThat(client.get("a")).isEqualTo("1");
            assertThat(bridge.gateway.figures(Bridge.TENANT).lastHoldMillis()).isBetween(90.0, 3000.0);
        }
    }

    @Test
    void knowsAfterARestartWhoHasMoved() {
        var moved = new Address("127.0.0.1", 7001, true);
        Routes.in(folder).put("acme-corp", moved);
        Routes.in(folder).put("other", new Address("h", 1, false));

        assertThat(Routes.in(folder).of("acme-corp")).contains(moved);
    }
}
