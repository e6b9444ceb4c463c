package io.movein.tier;

import io.movein.process.Secrets;
import io.movein.process.run.ProcessRun;
import io.movein.store.redis.Connection;
import io.movein.store.redis.Key;
import io.movein.store.redis.KeySpace;
import io.movein.store.redis.RedisCommand;
import io.movein.store.redis.RedisFailure;
import io.movein.store.redis.Reply;
import io.movein.store.redis.Scan;
import io.movein.store.redis.Server;
import io.movein.tier.configuration.TierPlan;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * Fills the dedicated Redis with what the tenant uses most, so that the application does not begin with an empty cache. Keys are chosen
 * before the tenant is frozen and copied while it is, as a copy of before would be older than the data. It fails no run: whatever goes
 * wrong is told, and what was written for a switch that does not come is removed.
 */
final class Warming implements TenantStore {

    private static final String FACT = "warmed";
    private static final int AT_ONCE = 100;

    private final ProcessRun<TierPlan> run;
    private final Optional<TierPlan.Redis> plan;
    private final Runnable fence;
    private List<Key> chosen = List.of();
    private boolean wasEmpty;

    Warming(ProcessRun<TierPlan> run, Runnable fence) {
        this.run = run;
        this.fence = fence;
        this.plan = Optional.ofNullable(run.configuration().redis());
    }

    private interface Work {
        String of(TierPlan.Redis redis);
    }

    private void attempt(String what, Work work) {
        plan.ifPresent(redis -> {
            try {
                run.progress().log("redis: " + work.of(redis));
            } catch (RedisFailure e) {
                run.progress()
                        .log("redis: %s; %s failed, which does not affect the migration"
                                .formatted(run.secrets().redact(String.valueOf(e.getMessage())), what));
            }
        });
    }

    @Override
    public String name() {
        return "redis";
    }

    @Override
    public void beforeFreeze() {
        chosen = List.of();
        wasEmpty = false;
        attempt("choosing keys to warm", redis -> {
            try (var source = connect("source", redis.source());
                    var target = connect("target", redis.target())) {
                if (isUsed(target, redis)) {
                    return "not warmed: the target already has keys '%s…'".formatted(redis.prefix());
                }
                wasEmpty = true;
                chosen = HottestKeys.of(source, tenant(redis), redis.hottest());
                return "%d keys are chosen to be warmed".formatted(chosen.size());
            }
        });
    }

    private static boolean isUsed(Connection target, TierPlan.Redis redis) {
        var found = new boolean[1];
        new Scan(target, tenant(redis)).forEach(_ -> found[0] = true);
        return found[0];
    }

    @Override
    public void beforeSwitch() {
        if (wasEmpty) {
            run.journal().facts().put(FACT, "yes");
        }
        if (chosen.isEmpty()) {
            return;
        }
        run.progress().phase("warm", "keys", OptionalLong.of(chosen.size()));
        attempt("warming", redis -> {
            try (var source = connect("source", redis.source());
                    var target = connect("target", redis.target())) {
                return copy(redis, source, target);
            }
        });
    }

    private String copy(TierPlan.Redis redis, Connection source, Connection target) {
        var until = System.nanoTime() + redis.limit().toNanos();
        var written = 0L;
        var bytes = 0L;
        var full = false;
        var refused = new ArrayList<String>();
        for (var from = 0; from < chosen.size(); from += AT_ONCE) {
            if (full || System.nanoTime() - until > 0) {
                break;
            }
            var keys = chosen.subList(from, Math.min(from + AT_ONCE, chosen.size()));
            var found = restoring(keys, source);
            var writes = fitting(found, redis.size().bytes() - bytes);
            full = writes.size() < found.size();
            fence.run();
            for (var answer : target.send(writes)) {
                if (answer instanceof Reply.Refused(var message)) {
                    refused.add(message);
                } else {
                    written++;
                }
            }
            bytes += writes.stream().mapToLong(RedisCommand::bytes).sum();
            run.progress().add(keys.size());
        }
        run.figures().put("warmedKeys", written);
        return "%d of %d keys are warm, %s%s"
                .formatted(
                        written,
                        chosen.size(),
                        Amounts.bytes(bytes),
                        refused.isEmpty() ? "" : "; %d refused: %s".formatted(refused.size(), refused.getFirst()));
    }

    /** The first of them that have room. */
    private static List<RedisCommand> fitting(List<RedisCommand> writes, long room) {
        var sum = 0L;
        for (var i = 0; i < writes.size(); i++) {
            sum += writes.get(i).bytes();
            if (sum > room) {
                return writes.subList(0, i);
            }
        }
        return writes;
    }

    /** With what is left of their lives; those that are gone meanwhile are not missed. */
    private static List<RedisCommand> restoring(List<Key> keys, Connection source) {
        var answers = source.send(keys.stream()
                .flatMap(key -> Stream.of(RedisCommand.of("PTTL", key.bytes()), RedisCommand.of("DUMP", key.bytes())))
                .toList());
        var writes = new ArrayList<RedisCommand>();
        for (var i = 0; i < keys.size(); i++) {
            if (answers.get(2 * i) instanceof Reply.Value(Long life)
                    && answers.get(2 * i + 1) instanceof Reply.Value(byte[] content)
                    && life != 0) {
                writes.add(RedisCommand.of("RESTORE", keys.get(i).bytes(), Math.max(life, 0), content));
            }
        }
        return writes;
    }

    /** What lies there would be older than the data one day. */
    @Override
    public Optional<String> undo(boolean anew) {
        if (run.journal().facts().get(FACT).filter("yes"::equals).isEmpty()) {
            return Optional.empty();
        }
        attempt("removing what was warmed", redis -> {
            try (var target = connect("target", redis.target())) {
                new Scan(target, tenant(redis)).forEach(keys -> {
                    fence.run();
                    target.send(keys.stream()
                            .map(key -> RedisCommand.of("UNLINK", key.bytes()))
                            .toList());
                });
            }
            end();
            return "what was warmed is removed";
        });
        return Optional.empty();
    }

    /** What is there is the application's from now on. */
    @Override
    public void end() {
        run.journal().facts().put(FACT, "no");
    }

    private static KeySpace tenant(TierPlan.Redis redis) {
        return new KeySpace(redis.prefix(), 0);
    }

    private Connection connect(String side, TierPlan.RedisServer server) {
        return Connection.to(
                new Server("redis " + side, server.host(), server.port(), server.tls(), login(server, run.secrets())));
    }

    private static Optional<Server.Login> login(TierPlan.RedisServer server, Secrets secrets) {
        var user = server.user();
        var password = server.password();
        return user == null || password == null
                ? Optional.empty()
                : Optional.of(new Server.Login(
                        secrets.read(user).text(), () -> secrets.read(password).text()));
    }
}
