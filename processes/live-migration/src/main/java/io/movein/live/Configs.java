package io.movein.live;

import io.movein.live.configuration.LivePlan;
import io.movein.live.configuration.LivePlan.Part;
import io.movein.live.configuration.LivePlan.Side;
import io.movein.live.configuration.LivePlan.TransferMode;
import io.movein.live.configuration.LivePlan.When;
import io.movein.process.SecretReference;
import io.movein.process.Secrets;
import io.movein.store.redis.KeySpace;
import io.movein.store.redis.Server;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What the plan says, as the engine takes it. */
final class Configs {

    private Configs() {}

    /** Of the tenant, or of its parts in their order. */
    static List<MigrationConfig> all(LivePlan plan, Secrets secrets, Path scratch) {
        var tenant = plan.tenant();
        return tenant.parts().isEmpty()
                ? List.of(of(new Part(tenant.name(), tenant.prefix(), tenant.users()), plan, secrets, scratch))
                : tenant.parts().stream()
                        .map(part -> of(part, plan, secrets, scratch))
                        .toList();
    }

    private static MigrationConfig of(Part part, LivePlan plan, Secrets secrets, Path scratch) {
        var source = server("source", plan.source(), secrets);
        var target = server("target", plan.target(), secrets);
        var sync = plan.sync();
        return new MigrationConfig(
                part.name(),
                new KeySpace(part.prefix(), plan.source().database()),
                part.users(),
                source,
                replicas(source, plan.source()),
                target,
                replicas(target, plan.target()),
                plan.gateways().stream()
                        .map(gateway -> gateway(gateway, secrets))
                        .toList(),
                plan.target().database(),
                plan.mode() == TransferMode.FAST,
                plan.mode() == TransferMode.FAST || plan.cutover().when() == When.AUTOMATIC,
                plan.cutover().maxLag(),
                plan.cutover().limit(),
                plan.cutover().wayBack(),
                plan.verify().before(),
                plan.verify().sample(),
                new MigrationConfig.Sync(
                        sync.timeout(),
                        sync.batchSize(),
                        sync.partSize().bytes(),
                        sync.memory().bytes(),
                        sync.spool().bytes(),
                        sync.tries(),
                        sync.firstWait()),
                Optional.ofNullable(plan.cutover().dns())
                        .map(dns -> new MigrationConfig.Dns(dns.server(secrets), Optional.of(dns.name()))),
                scratch);
    }

    static Server server(String name, Side side, Secrets secrets) {
        return new Server(name, side.host(), side.port(), side.tls(), login(side.user(), side.password(), secrets));
    }

    private static Server gateway(LivePlan.Gateway gateway, Secrets secrets) {
        var password = gateway.password();
        return new Server(
                "gateway",
                gateway.host(),
                gateway.port(),
                false,
                password == null
                        ? Optional.empty()
                        : Optional.of(new Server.Login(
                                "default", () -> secrets.read(password).text())));
    }

    private static Optional<Server.Login> login(
            @Nullable SecretReference user, @Nullable SecretReference password, Secrets secrets) {
        return user == null || password == null
                ? Optional.empty()
                : Optional.of(new Server.Login(
                        secrets.read(user).text(), () -> secrets.read(password).text()));
    }

    private static List<Server> replicas(Server master, Side side) {
        return side.replicas().stream()
                .map(address -> {
                    var colon = address.lastIndexOf(':');
                    return master.at(address.substring(0, colon), Integer.parseInt(address.substring(colon + 1)));
                })
                .toList();
    }
}
