package io.movein.local.redis;

import io.movein.gateway.Gateway;
import io.movein.gateway.GatewayConfig;
import io.movein.gateway.GatewayConfig.Redirect;
import io.movein.gateway.GatewayConfig.RedirectMode;
import io.movein.gateway.GatewayConfig.TenantSettings;
import io.movein.gateway.GatewayControl;
import io.movein.gateway.Routes;
import io.movein.gateway.TenantFigures;
import io.movein.gateway.resp.CommandServer;
import io.movein.process.Secrets;
import io.movein.standin.redis.RedisProcess;
import io.movein.store.redis.Connection;
import io.movein.store.redis.KeySpace;
import io.movein.store.redis.Scan;
import io.movein.store.redis.Server;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A shared Redis server with the keys of two tenants, an empty server of one's own, and a gateway through which the tenant's clients
 * come. The other tenant speaks to the shared server itself.
 */
public final class RedisApplication implements AutoCloseable {

    public static final String TENANT = "acme-corp";
    static final String PREFIX = "acme-corp:";
    static final String ADMIN = "admin";
    static final String PASSWORD = "admin-secret";
    private static final String TENANT_PASSWORD = "tenant-secret";
    private static final String LOOPBACK = "127.0.0.1";

    private final RedisProcess shared;
    private final RedisProcess own;
    private final Gateway gateway;
    private final CommandServer control;

    private RedisApplication(Path folder) {
        shared = server(folder.resolve("shared"));
        own = server(folder.resolve("own"));
        gateway = Gateway.start(config(), new Secrets(folder), Routes.in(folder.resolve("gateway")));
        control = GatewayControl.serve(LOOPBACK, 0, gateway, () -> PASSWORD);
    }

    private static RedisProcess server(Path folder) {
        return RedisProcess.start(
                folder,
                "enable-debug-command local",
                "user %s on >%s ~* &* +@all".formatted(ADMIN, PASSWORD),
                "user acme on >%s ~%s* &* +@all -@admin".formatted(TENANT_PASSWORD, PREFIX),
                "user neighbour on >%s ~other:* +@all -@admin".formatted(TENANT_PASSWORD));
    }

    private GatewayConfig config() {
        return new GatewayConfig(
                LOOPBACK,
                0,
                shared(),
                List.of(new TenantSettings(
                        TENANT, List.of("acme"), shared(), 0, new Redirect(RedirectMode.NONE, Duration.ZERO))),
                new GatewayConfig.Control(LOOPBACK, 0, null),
                null);
    }

    /** @param keys of the tenant at the shared server, besides those that its load writes */
    public static RedisApplication start(Path folder, int keys) {
        var application = new RedisApplication(folder);
        try (var admin = application.admin(true)) {
            admin.call("DEBUG", "POPULATE", keys, PREFIX + "key", 64);
            admin.call("DEBUG", "POPULATE", keys / 10, "other:key", 64);
        }
        return application;
    }

    /** {@code host:port} */
    public String shared() {
        return shared.host() + ":" + shared.port();
    }

    public String own() {
        return own.host() + ":" + own.port();
    }

    /** Where the tenant's clients connect. */
    public int gatewayPort() {
        return gateway.port();
    }

    int controlPort() {
        return control.port();
    }

    int port(boolean atShared) {
        return (atShared ? shared : own).port();
    }

    /** What the gateway has counted. */
    public TenantFigures figures() {
        return gateway.figures(TENANT);
    }

    public Connection admin(boolean atShared) {
        return connect(port(atShared), ADMIN, PASSWORD);
    }

    /** A client of the tenant, by the gateway. */
    public Connection tenant() {
        return connect(gateway.port(), "acme", TENANT_PASSWORD);
    }

    /** A client of the tenant that has kept the old address. */
    public Connection tenantAtShared() {
        return connect(shared.port(), "acme", TENANT_PASSWORD);
    }

    public Connection neighbour() {
        return connect(shared.port(), "neighbour", TENANT_PASSWORD);
    }

    private static Connection connect(int port, String user, String password) {
        return Connection.to(
                new Server(user, LOOPBACK, port, false, Optional.of(new Server.Login(user, () -> password))));
    }

    /** The tenant's keys at a server, counted one by one. */
    public long keys(boolean atShared) {
        try (var admin = admin(atShared)) {
            var count = new long[1];
            new Scan(admin, new KeySpace(PREFIX, 0)).forEach(keys -> count[0] += keys.size());
            return count[0];
        }
    }

    @Override
    public void close() {
        control.close();
        gateway.close();
        shared.close();
        own.close();
    }
}
