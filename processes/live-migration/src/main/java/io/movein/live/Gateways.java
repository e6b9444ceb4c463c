package io.movein.live;

import io.movein.store.redis.Connection;
import io.movein.store.redis.RedisCommand;
import io.movein.store.redis.RedisFailure;
import io.movein.store.redis.Reply;
import io.movein.store.redis.Server;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The gateways through which the tenant's clients come, if there are any: they pass nothing on during the cutover, and then go on at the
 * target. A gateway lets go by itself when the limit is over, so that the end of this process holds nobody.
 */
final class Gateways implements AutoCloseable {

    /** Within it writes are let in at the source again, before the gateways go on there by themselves. */
    private static final Duration TO_GIVE_BACK = Duration.ofSeconds(2);

    private final String tenant;
    private final Server source;
    private final Server target;
    private final List<Connection> gateways;

    private Gateways(MigrationConfig config, List<Connection> gateways) {
        this.tenant = config.name();
        this.source = config.source();
        this.target = config.target();
        this.gateways = gateways;
    }

    /** @throws RedisFailure if one cannot be reached */
    static Gateways open(MigrationConfig config) {
        var connections = new ArrayList<Connection>();
        try {
            config.gateways().forEach(gateway -> connections.add(Connection.to(gateway)));
            return new Gateways(config, connections);
        } catch (RuntimeException e) {
            connections.forEach(Connection::close);
            throw e;
        }
    }

    /** The same, and closes the sides if it fails. */
    static Gateways open(MigrationConfig config, Sides sides) {
        try {
            return open(config);
        } catch (RuntimeException e) {
            sides.close();
            throw e;
        }
    }

    /** Connections to the target are made before anything is held. */
    void prepare() {
        refresh();
        everywhere("PREPARE", tenant, address(target));
    }

    private void refresh() {
        for (var i = 0; i < gateways.size(); i++) {
            var gateway = gateways.get(i);
            try {
                gateway.call("PING");
            } catch (RedisFailure broken) {
                gateway.close();
                gateways.set(i, Connection.to(gateway.server()));
            }
        }
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

    void toTarget() {
        everywhere("RELEASE", tenant, address(target));
    }

    void toSource() {
        everywhere("RELEASE", tenant, address(source));
    }

    /** As toTarget or toSource, where connections may have broken meanwhile. */
    void again(boolean moved) {
        refresh();
        if (moved) {
            toTarget();
        } else {
            toSource();
        }
    }

    private void everywhere(Object... words) {
        var all = new ArrayList<Object>(List.of("GATEWAY"));
        all.addAll(List.of(words));
        var command = RedisCommand.of(all.toArray());
        var sent = gateways.stream()
                .map(gateway -> gateway.begin(List.of(command)))
                .toList();
        for (var i = 0; i < sent.size(); i++) {
            if (sent.get(i).replies().getFirst() instanceof Reply.Refused(var message)) {
                throw new RedisFailure(
                        RedisFailure.Kind.UNEXPECTED, gateways.get(i).server(), command + ": " + message);
            }
        }
    }

    /** Why a gateway could not take part; empty if all could. */
    List<String> problems() {
        var problems = new ArrayList<String>();
        for (var gateway : gateways) {
            var reply = gateway.send(List.of(RedisCommand.of("GATEWAY", "STATUS", tenant)))
                    .getFirst();
            switch (reply) {
                case Reply.Refused(var message) -> problems.add(gateway.server() + ": " + message);
                case Reply.Value(var value) -> {
                    var server = field(Reply.list(value), "server");
                    if (!server.equals(address(source)) && !server.equals(address(target))) {
                        problems.add("%s has tenant '%s' at %s (expected %s)"
                                .formatted(gateway.server(), tenant, server, address(source)));
                    }
                }
            }
        }
        return problems;
    }

    private static String field(List<?> fields, String name) {
        for (var i = 0; i + 1 < fields.size(); i += 2) {
            if (Reply.text(fields.get(i)).equals(name)) {
                return Reply.text(fields.get(i + 1));
            }
        }
        return "";
    }

    private static String address(Server server) {
        return (server.tls() ? "rediss://" : "") + server.host() + ":" + server.port();
    }

    @Override
    public void close() {
        gateways.forEach(Connection::close);
    }
}
