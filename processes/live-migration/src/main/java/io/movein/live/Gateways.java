package io.movein.live;

import io.movein.store.redis.Connection;
import io.movein.store.redis.RedisCommand;
import io.movein.store.redis.RedisFailure;
import io.movein.store.redis.Reply;
import io.movein.store.redis.Server;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The gateways through which the tenant's clients come, if there are any: they pass nothing on during the cutover, and then go on at the
 * target. A gateway lets go by itself when the limit is over, so that the end of this process holds nobody. Connections are made when
 * they are used, so that nothing but what a gateway is needed for waits for one that is away.
 */
final class Gateways implements AutoCloseable {

    /** Within it writes are let in at the source again, before the gateways go on there by themselves. */
    private static final Duration TO_GIVE_BACK = Duration.ofSeconds(2);

    private final String tenant;
    private final Server source;
    private final Server target;
    private final List<Gateway> gateways;

    Gateways(MigrationConfig config) {
        this.tenant = config.name();
        this.source = config.source();
        this.target = config.target();
        this.gateways = config.gateways().stream().map(Gateway::new).toList();
    }

    /** Connections to the target are made before anything is held. */
    void prepare() {
        takeTurns();
        everywhere("PREPARE", tenant, address(target));
    }

    /**
     * What was sent before, by this process or another, and has not arrived changes nothing any more. Connections that broke are not used
     * again.
     */
    private void takeTurns() {
        gateways.forEach(gateway -> gateway.takeTurn(tenant));
    }

    /**
     * Returns when nothing of the tenant is under way at the source but commands that wait.
     *
     * @throws RedisFailure if that takes longer; the gateways still hold what comes
     */
    void hold(Duration longest) {
        everywhere(
                "HOLD",
                tenant,
                longest.toMillis(),
                longest.multipliedBy(2).plus(TO_GIVE_BACK).toMillis());
    }

    /** @throws RedisFailure of one that was not reached; the others go on at the target */
    void toTarget() {
        everywhere("RELEASE", tenant, address(target));
    }

    /** As {@link #toTarget}, where connections may have broken meanwhile. */
    void toTargetAgain() {
        takeTurns();
        toTarget();
    }

    /** @param told of one that was not reached; it goes on there by itself */
    void backToSource(Consumer<String> told) {
        takeTurns();
        tell("RELEASE", tenant, address(source))
                .ifPresent(away -> told.accept(away.getMessage() + "; it returns to the source by itself"));
    }

    /**
     * Sends on who is elsewhere: a gateway that was away when the tenant moved.
     *
     * @return in words, what was done
     * @throws RedisFailure of one that was not reached; the others were
     */
    List<String> checkAllAtTheTarget() {
        gateways.forEach(Gateway::refresh);
        var done = new ArrayList<String>();
        var failures = new ArrayList<RedisFailure>();
        for (var gateway : gateways) {
            try {
                var at = gateway.placeOf(tenant);
                if (!at.equals(address(target))) {
                    gateway.takeTurn(tenant);
                    gateway.send("RELEASE", tenant, address(target));
                    done.add("%s had the tenant at %s and now sends it to %s"
                            .formatted(gateway.server, at, address(target)));
                }
            } catch (RedisFailure failure) {
                failures.add(failure);
            }
        }
        failures.stream().findFirst().ifPresent(failure -> {
            throw failure;
        });
        return done;
    }

    private void everywhere(Object... words) {
        tell(words).ifPresent(failure -> {
            throw failure;
        });
    }

    /** All at once; whoever is reached is told, whether the others are or not. */
    private Optional<RedisFailure> tell(Object... words) {
        var failures = new ArrayList<RedisFailure>();
        var answers = new ArrayList<Runnable>();
        for (var gateway : gateways) {
            try {
                answers.add(gateway.begin(words));
            } catch (RedisFailure failure) {
                failures.add(failure);
            }
        }
        for (var answer : answers) {
            try {
                answer.run();
            } catch (RedisFailure failure) {
                failures.add(failure);
            }
        }
        return failures.stream().findFirst();
    }

    /**
     * Why a gateway could not take part; empty if all could.
     *
     * @param away whether one may be that is not reached, as it is needed later
     */
    List<String> problems(boolean away) {
        var problems = new ArrayList<String>();
        for (var gateway : gateways) {
            try {
                var server = gateway.placeOf(tenant);
                if (!server.equals(address(source)) && !server.equals(address(target))) {
                    problems.add("%s has tenant '%s' at %s (expected %s)"
                            .formatted(gateway.server, tenant, server, address(source)));
                }
            } catch (RedisFailure failure) {
                if (!away || !failure.is(RedisFailure.Kind.UNREACHABLE)) {
                    problems.add(String.valueOf(failure.getMessage()));
                }
            }
        }
        return problems;
    }

    private static String address(Server server) {
        return (server.tls() ? "rediss://" : "") + server.host() + ":" + server.port();
    }

    @Override
    public void close() {
        gateways.forEach(Gateway::drop);
    }

    /** One of them, and the connection to it while there is one. */
    private static final class Gateway {

        private final Server server;
        private @Nullable Connection connection;

        /** Zero for a gateway that knows of none. */
        private long turn;

        Gateway(Server server) {
            this.server = server;
        }

        void refresh() {
            var made = connection;
            if (made != null) {
                try {
                    made.call("PING");
                } catch (RedisFailure broken) {
                    drop();
                }
            }
        }

        /** Where it cannot be reached there is none, and whatever comes next says so. */
        void takeTurn(String tenant) {
            refresh();
            turn = 0;
            try {
                var reply = unlessBroken(() -> made().send(List.of(RedisCommand.of("GATEWAY", "TURN", tenant))));
                turn = reply.getFirst() instanceof Reply.Value(Long number) ? number : 0;
            } catch (RedisFailure away) {
                // told by what comes next
            }
        }

        /** @return throws why it was not done, once there is an answer */
        Runnable begin(Object... words) {
            var all = new ArrayList<Object>(List.of("GATEWAY"));
            all.addAll(List.of(words));
            if (turn > 0 && !words[0].equals("PREPARE")) {
                all.addAll(List.of("TURN", turn));
            }
            var command = RedisCommand.of(all.toArray());
            var sent = unlessBroken(() -> made().begin(List.of(command)));
            return () -> {
                if (unlessBroken(() -> sent.replies().getFirst()) instanceof Reply.Refused(var message)) {
                    throw new RedisFailure(RedisFailure.Kind.UNEXPECTED, server, command + ": " + message);
                }
            };
        }

        void send(Object... words) {
            begin(words).run();
        }

        /** The server to which it sends the tenant's commands. */
        String placeOf(String tenant) {
            var fields = unlessBroken(() -> made().list("GATEWAY", "STATUS", tenant));
            for (var i = 0; i + 1 < fields.size(); i += 2) {
                if (Reply.text(fields.get(i)).equals("server")) {
                    return Reply.text(fields.get(i + 1));
                }
            }
            return "";
        }

        private Connection made() {
            var made = connection == null ? Connection.to(server) : connection;
            connection = made;
            return made;
        }

        private <T> T unlessBroken(Supplier<T> work) {
            try {
                return work.get();
            } catch (RedisFailure failure) {
                if (failure.is(RedisFailure.Kind.UNREACHABLE)) {
                    drop();
                }
                throw failure;
            }
        }

        void drop() {
            var made = connection;
            connection = null;
            if (made != null) {
                made.close();
            }
        }
    }
}
