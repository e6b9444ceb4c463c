package io.movein.live.manager;

import io.movein.live.MigrationConfig;
import io.movein.process.SecretReference;
import io.movein.process.Secrets;
import io.movein.store.redis.Fence;
import io.movein.store.redis.KeySpace;
import io.movein.store.redis.RedisSide;
import io.movein.store.redis.Server;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The tenants that the manager knows, where each is, and how servers are reached. */
final class Tenants {

    private static final int TRIES = 5;
    private static final Duration FIRST_WAIT = Duration.ofSeconds(1);
    private static final long PART = 1 << 20;
    private static final long MEMORY = 64L << 20;
    private static final long SPOOL = 4L << 30;
    private static final int SAMPLE = 100;

    private final ManagerConfig config;
    private final Secrets secrets;
    private final Path state;
    private final Map<String, ManagerConfig.ManagedTenant> byName = new TreeMap<>();
    private final Map<String, TenantFile> files = new TreeMap<>();

    Tenants(ManagerConfig config, Secrets secrets, Path state) {
        this.config = config;
        this.secrets = secrets;
        this.state = state;
        for (var tenant : config.tenants()) {
            byName.put(tenant.name(), tenant);
            files.put(tenant.name(), new TenantFile(state.resolve("tenants"), tenant.name()));
        }
    }

    Iterable<String> names() {
        return byName.keySet();
    }

    List<String> notAt(String address) {
        return byName.keySet().stream()
                .filter(name -> !file(name).at().orElse(of(name).source()).equals(address))
                .toList();
    }

    /** Those that move one after the other by this name. */
    List<String> partsOf(String whole) {
        return config.tenants().stream()
                .filter(tenant -> tenant.partOf().equals(whole))
                .map(ManagerConfig.ManagedTenant::name)
                .toList();
    }

    ManagerConfig.ManagedTenant of(String name) {
        return Optional.ofNullable(byName.get(name))
                .orElseThrow(() -> new CommandFailure(
                        "NOTENANT", "no tenant '%s' (expected one of %s)".formatted(name, byName.keySet())));
    }

    TenantFile file(String name) {
        of(name);
        return Objects.requireNonNull(files.get(name));
    }

    KeySpace keys(String name) {
        return new KeySpace(of(name).prefix(), 0);
    }

    /** Where it is now. */
    Server at(String name) {
        return server("source", file(name).at().orElse(of(name).source()));
    }

    Fence fence(String name) {
        return Fence.of(RedisSide.at(at(name), List.of()).nodes(), of(name).users(), keys(name));
    }

    Server server(String side, String address) {
        var colon = address.lastIndexOf(':');
        return new Server(
                side,
                address.substring(0, colon),
                Integer.parseInt(address.substring(colon + 1)),
                config.servers().tls(),
                login(config.servers().user(), config.servers().password()));
    }

    List<Server> gateways() {
        return config.gateways().stream()
                .map(gateway ->
                        new Server("gateway", gateway.host(), gateway.port(), false, login(null, gateway.password())))
                .toList();
    }

    private Optional<Server.Login> login(@Nullable SecretReference user, @Nullable SecretReference password) {
        return password == null
                ? Optional.empty()
                : Optional.of(new Server.Login(
                        user == null ? "default" : secrets.read(user).text(),
                        () -> secrets.read(password).text()));
    }

    MigrationConfig migration(String name, Order order) {
        var tenant = of(name);
        var settings = config.tenancy().migration();
        return new MigrationConfig(
                name,
                keys(name),
                tenant.users(),
                at(name),
                List.of(),
                server("target", order.target()),
                List.of(),
                gateways(),
                0,
                order.fast(),
                order.fast() || settings.cutoverAutomatic(),
                settings.cutoverMaxLag(),
                settings.cutoverLimit(),
                settings.wayBack(),
                true,
                SAMPLE,
                new MigrationConfig.Sync(order.timeout(), order.batchSize(), PART, MEMORY, SPOOL, TRIES, FIRST_WAIT),
                Optional.ofNullable(settings.dns())
                        .map(dns -> new MigrationConfig.Dns(dns.server(secrets), Optional.empty())),
                state.resolve("scratch").resolve(name));
    }

    Path backup(String name, String backup) {
        of(name);
        if (!backup.matches("[A-Za-z0-9][-A-Za-z0-9_.]{0,99}")) {
            throw new CommandFailure("SYNTAX", "backup '%s' (expected letters, digits, - _ .)".formatted(backup));
        }
        return state.resolve("backups").resolve(name).resolve(backup);
    }
}
