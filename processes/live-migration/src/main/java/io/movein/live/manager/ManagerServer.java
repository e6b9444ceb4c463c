package io.movein.live.manager;

import io.movein.gateway.resp.CommandServer;
import io.movein.gateway.resp.CommandWords;
import io.movein.live.MigrationMetrics;
import io.movein.process.Secrets;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The manager, from its start to its end; what it does not finish the next one goes on with. */
public final class ManagerServer implements AutoCloseable {

    private final Migrations migrations;
    private final CommandServer server;
    private final @Nullable MigrationMetrics metrics;

    private ManagerServer(ManagerConfig config, Secrets secrets, Path state) throws InterruptedException {
        migrations = new Migrations(config, new Tenants(config, secrets, state));
        migrations.resume();
        metrics = config.metricsPort() == 0
                ? null
                : MigrationMetrics.serve(config.host(), config.metricsPort(), migrations::all);
        server = new CommandServer(
                config.host(), config.port(), new Accounts(config, secrets), new TenantCommands(migrations));
    }

    /** @param state a folder that outlasts the manager */
    public static ManagerServer start(ManagerConfig config, Secrets secrets, Path state) throws InterruptedException {
        return new ManagerServer(config, secrets, state);
    }

    public int port() {
        return server.port();
    }

    private static final class Accounts implements CommandServer.Accounts {

        private static final Set<String> READS = Set.of("TENANT.STATUS", "TENANT.VALIDATE", "TENANT.VERIFY");

        private final Map<String, ManagerConfig.Account> accounts;
        private final Secrets secrets;

        Accounts(ManagerConfig config, Secrets secrets) {
            this.secrets = secrets;
            accounts =
                    config.users().stream().collect(Collectors.toMap(ManagerConfig.Account::name, Function.identity()));
        }

        @Override
        public boolean isOpen() {
            return false;
        }

        @Override
        public boolean admits(String user, String password) {
            var account = accounts.get(user);
            return account != null
                    && MessageDigest.isEqual(
                            password.getBytes(StandardCharsets.UTF_8),
                            secrets.read(account.password()).text().getBytes(StandardCharsets.UTF_8));
        }

        @Override
        public boolean allows(String user, CommandWords command) {
            var account = accounts.get(user);
            return account != null
                    && (account.may() == ManagerConfig.Permission.EVERYTHING || READS.contains(command.upper(0)));
        }
    }

    @Override
    public void close() {
        server.close();
        if (metrics != null) {
            metrics.close();
        }
        migrations.close();
    }
}
