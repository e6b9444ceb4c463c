package io.movein.gateway;

import io.github.bucket4j.Bucket;
import io.movein.gateway.resp.CommandWords;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** A tenant's sessions at this gateway, which server they belong to, and what they have done. */
final class Tenant {

    private static final int MOST_SCRIPTS = 1000;
    private static final long LONGEST_SETTLING_MILLISECONDS = 100;

    private final String name;
    private final boolean redirects;
    private final Duration redirectTimeout;
    private final Set<Session> sessions = ConcurrentHashMap.newKeySet();
    /** Texts by which a server can be told what EVALSHA means. */
    private final Map<String, byte[]> scripts = new ConcurrentHashMap<>();

    final LongAdder commands = new LongAdder();
    final LongAdder bytesIn = new LongAdder();
    final LongAdder bytesOut = new LongAdder();
    final LongAdder redirected = new LongAdder();
    private final LongAdder holds = new LongAdder();
    private volatile Address server;
    private volatile boolean held;
    private volatile long heldSince;
    private volatile long lastHoldNanos;
    private volatile long redirectUntil;
    private volatile @Nullable Bucket bucket;
    private volatile long opsPerSecond;

    Tenant(String name, Address server, boolean redirects, Duration redirectTimeout, long opsPerSecond) {
        this.name = name;
        this.server = server;
        this.redirects = redirects;
        this.redirectTimeout = redirectTimeout;
        throttle(opsPerSecond);
    }

    String name() {
        return name;
    }

    Address server() {
        return server;
    }

    boolean isHeld() {
        return held;
    }

    /** @param perSecond commands; 0: as many as come */
    void throttle(long perSecond) {
        opsPerSecond = perSecond;
        bucket = perSecond <= 0
                ? null
                : Bucket.builder()
                        .addLimit(limit -> limit.capacity(Math.max(1, perSecond / 10))
                                .refillGreedy(perSecond, Duration.ofSeconds(1)))
                        .withNanosecondPrecision() // by the monotonic clock
                        .build();
    }

    boolean isThrottled() {
        return bucket != null;
    }

    /** @return nanoseconds for which whoever sent so many commands has to wait */
    long took(int count) {
        commands.add(count);
        var limit = bucket;
        return limit == null || count == 0 ? 0 : limit.consumeIgnoringRateLimits(count);
    }

    void join(Session session) {
        sessions.add(session);
    }

    void leave(Session session) {
        sessions.remove(session);
    }

    void remember(byte[] script) {
        if (scripts.size() < MOST_SCRIPTS) {
            scripts.putIfAbsent(new String(script, java.nio.charset.StandardCharsets.ISO_8859_1), script);
        }
    }

    /** What makes EVALSHA known to a server. */
    List<byte[]> scripts() {
        return scripts.values().stream()
                .map(script -> CommandWords.of("SCRIPT", "LOAD", script).bytes())
                .toList();
    }

    /** Opens a connection to the server for each session, so that the move itself does not wait for them. */
    CompletableFuture<Void> prepare(Address next) {
        var first = new AtomicBoolean(true);
        return all(session -> session.handover().prepare(next, first.getAndSet(false)));
    }

    /** Nothing is sent for the tenant any more, and what was sent is answered but for what waits, when this is done. */
    CompletableFuture<Void> hold() {
        heldSince = System.nanoTime();
        holds.increment();
        held = true;
        return all(session -> session.handover().hold());
    }

    /** All go on at the server, or are told to go there by themselves. */
    CompletableFuture<Void> release(Address to) {
        var moves = !to.equals(server);
        if (moves && redirects) {
            redirectUntil = System.nanoTime() + redirectTimeout.toNanos();
        }
        server = to;
        return all(session -> session.handover().settle())
                .completeOnTimeout(null, LONGEST_SETTLING_MILLISECONDS, TimeUnit.MILLISECONDS)
                .thenCompose(_ -> goOn());
    }

    private CompletableFuture<Void> goOn() {
        if (held) {
            held = false;
            lastHoldNanos = System.nanoTime() - heldSince;
        }
        return all(session -> session.handover().release());
    }

    /** Closes every connection, when what was written to it has gone. */
    CompletableFuture<Void> end() {
        return all(session -> session.handover().end());
    }

    /** How often it was held. */
    long holds() {
        return holds.sum();
    }

    private interface Step {
        CompletableFuture<Void> of(Session session);
    }

    private CompletableFuture<Void> all(Step step) {
        return CompletableFuture.allOf(sessions.stream().map(step::of).toArray(CompletableFuture[]::new));
    }

    boolean isRedirecting() {
        return redirectUntil != 0 && System.nanoTime() < redirectUntil;
    }

    String redirection() {
        return "-MOVED tenant:%s %s\r\n".formatted(name, server.place());
    }

    int waiting() {
        return (int) sessions.stream().filter(Session::isBlocked).count();
    }

    TenantFigures figures() {
        return new TenantFigures(
                name,
                server.toString(),
                held,
                isRedirecting(),
                sessions.size(),
                waiting(),
                commands.sum(),
                bytesIn.sum(),
                bytesOut.sum(),
                redirected.sum(),
                opsPerSecond,
                lastHoldNanos / 1e6);
    }
}
