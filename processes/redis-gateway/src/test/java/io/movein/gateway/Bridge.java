package io.movein.gateway;

import io.movein.gateway.GatewayConfig.Redirect;
import io.movein.gateway.GatewayConfig.RedirectMode;
import io.movein.gateway.GatewayConfig.TenantSettings;
import io.movein.gateway.GatewayConfig.Tls;
import io.movein.process.Secrets;
import io.movein.standin.redis.RedisProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.JedisClientConfig;
import redis.clients.jedis.Protocol;

/** Two servers, a gateway before them, and a tenant that can be moved from one to the other as a native replica would. */
final class Bridge implements AutoCloseable {

    static final String TENANT = "acme-corp";

    final Gateway gateway;
    private final List<RedisProcess> servers;
    private final List<Jedis> admins;
    private int owner;

    Bridge(Path folder, RedirectMode redirect) {
        this(folder, redirect, null);
    }

    /** @param tls whose secrets are in the folder */
    Bridge(Path folder, RedirectMode redirect, @Nullable Tls tls) {
        servers = List.of(RedisProcess.start(folder.resolve("a")), RedisProcess.start(folder.resolve("b")));
        admins = servers.stream()
                .map(server -> new Jedis(server.host(), server.port(), 20_000))
                .toList();
        admins.forEach(admin -> admin.aclSetUser("acme", "on", ">secret", "~*", "&*", "+@all", "-@admin"));
        gateway = Gateway.start(config(redirect, tls), new Secrets(folder), Routes.in(folder.resolve("state")));
        follow();
    }

    private GatewayConfig config(RedirectMode redirect, @Nullable Tls tls) {
        return new GatewayConfig(
                "127.0.0.1",
                0,
                address(0).toString(),
                List.of(new TenantSettings(
                        TENANT,
                        List.of("acme"),
                        address(0).toString(),
                        0,
                        new Redirect(redirect, Duration.ofSeconds(1)))),
                new GatewayConfig.Control("127.0.0.1", 0, null),
                tls);
    }

    Address address(int server) {
        return new Address(servers.get(server).host(), servers.get(server).port(), false);
    }

    static JedisClientConfig login() {
        return DefaultJedisClientConfig.builder()
                .user("acme")
                .password("secret")
                .clientName("worker")
                .timeoutMillis(20_000)
                .build();
    }

    /** A client of the tenant at the gateway. */
    Jedis client() {
        return new Jedis(new HostAndPort("127.0.0.1", gateway.port()), login());
    }

    /** The server that has the tenant. */
    Jedis owner() {
        return admins.get(owner);
    }

    Jedis admin(int server) {
        return admins.get(server);
    }

    private void follow() {
        admins.get(1 - owner)
                .replicaof(servers.get(owner).host(), servers.get(owner).port());
    }

    /** As a migration does it: prepares, holds, refuses writes, unblocks who waits, drains, lets writes in, releases. */
    double move() throws Exception {
        var from = admins.get(owner);
        var to = admins.get(1 - owner);
        while (!to.info("replication").contains("master_link_status:up")) {
            TimeUnit.MILLISECONDS.sleep(5);
        }
        gateway.prepare(TENANT, address(1 - owner)).get(20, TimeUnit.SECONDS);
        var begun = System.nanoTime();
        gateway.hold(TENANT, Duration.ofSeconds(5)).get(5, TimeUnit.SECONDS);
        from.aclSetUser("acme", "-@write");
        for (var line : from.clientList().split("\n")) {
            if (line.contains(" user=acme ") && line.matches(".* flags=[^ ]*b.*")) {
                from.sendCommand(Protocol.Command.CLIENT, "UNBLOCK", line.replaceAll("^id=(\\d+) .*", "$1"), "ERROR");
            }
        }
        while (!offset(from).equals(offset(to))) {
            LockSupport.parkNanos(2_000_000);
        }
        to.replicaofNoOne();
        to.aclSetUser("acme", "+@all", "-@admin");
        owner = 1 - owner;
        gateway.release(TENANT, address(owner)).get(5, TimeUnit.SECONDS);
        var took = (System.nanoTime() - begun) / 1e6;
        follow();
        return took;
    }

    /** Whether somebody waits at one of the servers in this command; asked by connections of its own, so by any thread. */
    boolean isBlocked(String command) {
        return servers.stream().anyMatch(server -> {
            try (var admin = new Jedis(server.host(), server.port(), 20_000)) {
                return admin.clientList()
                        .lines()
                        .anyMatch(line -> line.contains(" cmd=" + command + " ") && line.matches(".* flags=[^ ]*b.*"));
            }
        });
    }

    private static String offset(Jedis server) {
        return server.info("replication")
                .lines()
                .filter(line -> line.startsWith("master_repl_offset:") || line.startsWith("slave_repl_offset:"))
                .map(line -> line.substring(line.indexOf(':') + 1))
                .sorted()
                .toList()
                .getLast();
    }

    @Override
    public void close() {
        gateway.close();
        admins.forEach(Jedis::close);
        servers.forEach(RedisProcess::close);
    }
}
