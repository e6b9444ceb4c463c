package io.movein.live.manager;

import io.movein.live.configuration.LivePlan.DnsKey;
import io.movein.live.configuration.NameServerSettings;
import io.movein.process.SecretReference;
import io.movein.process.configuration.ConfigurationFormat;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The manager's configuration; what each part is for stands in {@code live-manager.schema.json}.
 *
 * @param metricsPort 0: none
 */
public record ManagerConfig(
        String host,
        int port,
        int metricsPort,
        List<Account> users,
        Servers servers,
        List<GatewayAt> gateways,
        Tenancy tenancy,
        List<ManagedTenant> tenants) {

    public enum Permission {
        EVERYTHING,
        READ
    }

    public enum DefaultMode {
        LIVE,
        FAST
    }

    public record Account(String name, SecretReference password, Permission may) {}

    /** How the manager logs in at every server. */
    public record Servers(
            boolean tls,
            @Nullable SecretReference user,
            @Nullable SecretReference password) {}

    public record GatewayAt(String host, int port, @Nullable SecretReference password) {}

    public record Tenancy(Migration migration) {}

    public record Migration(
            boolean enabled,
            int maxConcurrent,
            DefaultMode defaultMode,
            Duration syncTimeout,
            long cutoverMaxLag,
            Duration cutoverLimit,
            boolean cutoverAutomatic,
            Duration wayBack,
            @Nullable DnsSettings dns,
            int parallelSync,
            int batchSize,
            ValidateTarget validateTarget) {}

    /** Where TENANT.CUTOVER … DNS changes names. */
    public record DnsSettings(
            String host, int port, String zone, DnsKey key, Duration ttl, Duration longestTtl, Duration timeout)
            implements NameServerSettings {}

    /** What is looked at before a migration begins, besides that both sides can be reached. */
    public record ValidateTarget(boolean capacity, boolean version) {}

    /**
     * @param source {@code host:port} of the server where its keys are; after a move the file in {@code --state} counts
     * @param partOf the name by which it moves with others, one after the other in this list's order; empty: none
     */
    public record ManagedTenant(
            String name, String prefix, List<String> users, List<String> otherWriters, String source, String partOf) {}

    public static ConfigurationFormat<ManagerConfig> format() {
        return ConfigurationFormat.of(ManagerConfig.class, "live-manager.schema.json");
    }
}
