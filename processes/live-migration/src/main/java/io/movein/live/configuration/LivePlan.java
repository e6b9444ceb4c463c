package io.movein.live.configuration;

import io.movein.process.ConfigurationProblem;
import io.movein.process.SecretReference;
import io.movein.process.configuration.DataSize;
import io.movein.process.configuration.PaceSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The whole configuration; what each part is for stands in {@code live-migration.schema.json}. */
public record LivePlan(
        String reason,
        Operation operation,
        TenantSettings tenant,
        Side source,
        Side target,
        List<Gateway> gateways,
        TransferMode mode,
        Sync sync,
        Cutover cutover,
        Verify verify,
        Cleanup cleanup,
        Metrics metrics,
        PaceSettings pace) {

    public enum Operation {
        MIGRATE,
        CLEANUP
    }

    public enum TransferMode {
        /** Writes go on while keys are copied. */
        LIVE,
        /** Writes are refused while keys are copied. */
        FAST,
        /** One part of the keys after the other, each live. */
        INCREMENTAL;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public enum When {
        AUTOMATIC,
        COMMAND
    }

    /** @param parts of its keys that move one after the other, in this order; none: all at once */
    public record TenantSettings(
            String name, String prefix, List<String> users, List<String> otherWriters, List<Part> parts) {}

    /**
     * @param name   gateways have it by this name
     * @param prefix what its keys begin with, and those of no other part
     * @param users  who write to them, and to no other part's
     */
    public record Part(String name, String prefix, List<String> users) {}

    public record Side(
            String host,
            int port,
            boolean tls,
            int database,
            @Nullable SecretReference user,
            @Nullable SecretReference password,
            List<String> replicas) {

        List<SecretReference> secrets() {
            return Stream.of(user, password).filter(Objects::nonNull).toList();
        }
    }

    /** The control port of a gateway through which the tenant's clients come. */
    public record Gateway(String host, int port, @Nullable SecretReference password) {}

    public record Sync(
            Duration timeout,
            int batchSize,
            DataSize partSize,
            DataSize memory,
            DataSize spool,
            int tries,
            Duration firstWait) {}

    /** @param dns the name that resolves to the target from the cutover on; null: none */
    public record Cutover(
            When when,
            long maxLag,
            Duration limit,
            Duration wayBack,
            @Nullable DnsSettings dns) {}

    /**
     * A name of a zone whose primary server takes signed updates.
     *
     * @param ttl        that the name's record gets
     * @param longestTtl that it may have had before
     * @param timeout    of one question or update
     */
    public record DnsSettings(
            String name,
            String host,
            int port,
            String zone,
            DnsKey key,
            Duration ttl,
            Duration longestTtl,
            Duration timeout)
            implements NameServerSettings {}

    public record DnsKey(String name, String algorithm, SecretReference secret) {}

    public record Verify(boolean before, int sample) {}

    public record Cleanup(int keysPerSecond) {}

    /** @param port where Prometheus reads how far it is; 0: nowhere */
    public record Metrics(int port) {}

    public List<SecretReference> secrets() {
        var gateway = gateways.stream().map(Gateway::password).filter(Objects::nonNull);
        var dns = cutover.dns();
        return Stream.of(
                        source.secrets().stream(),
                        target.secrets().stream(),
                        gateway,
                        dns == null
                                ? Stream.<SecretReference>empty()
                                : Stream.of(dns.key().secret()))
                .flatMap(Function.identity())
                .toList();
    }

    /** What the schema cannot say. */
    public List<ConfigurationProblem> problems() {
        var problems = new ArrayList<ConfigurationProblem>();
        if (source.host().equals(target.host()) && source.port() == target.port()) {
            problems.add(ConfigurationProblem.of(
                    "target",
                    "the same server as the source, %s:%d".formatted(target.host(), target.port()),
                    "another"));
        }
        for (var user : tenant.otherWriters()) {
            if (tenant.users().contains(user)) {
                problems.add(ConfigurationProblem.of(
                        "tenant.otherWriters", "'" + user + "'", "a user that is not one of tenant.users"));
            }
        }
        problems.addAll(PartProblems.of(this));
        return problems;
    }
}
