package io.movein.gateway;

import io.movein.process.ConfigurationProblem;
import io.movein.process.SecretReference;
import io.movein.process.configuration.ConfigurationFormat;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The gateway's configuration; what each part is for stands in {@code redis-gateway.schema.json}.
 *
 * @param otherwise the server of users of no tenant, and of who has not logged in
 * @param control   where it is told to hold and to release
 * @param tls       none: clients speak in the clear
 */
public record GatewayConfig(
        String host,
        int port,
        String otherwise,
        List<TenantSettings> tenants,
        Control control,
        @Nullable Tls tls) {

    public enum RedirectMode {
        /** Clients go on unnoticed. */
        NONE,
        /** Clients are told where to go. */
        AUTOMATIC
    }

    public record Redirect(RedirectMode mode, Duration timeout) {}

    public record TenantSettings(
            String name, List<String> users, String server, long opsPerSecond, Redirect redirect) {}

    /** @param password none where nobody else can reach the port */
    public record Control(String host, int port, @Nullable SecretReference password) {}

    /** In PEM, as a Kubernetes secret of the kind {@code tls} has them; the key as PKCS #8, not encrypted. */
    public record Tls(SecretReference certificate, SecretReference key) {}

    public static ConfigurationFormat<GatewayConfig> format() {
        return ConfigurationFormat.of(GatewayConfig.class, "redis-gateway.schema.json");
    }

    /** What the schema cannot say. */
    public List<ConfigurationProblem> problems() {
        var problems = new ArrayList<ConfigurationProblem>();
        address("otherwise", otherwise, problems);
        var users = new HashSet<String>();
        for (var tenant : tenants) {
            address("tenants." + tenant.name(), tenant.server(), problems);
            for (var user : tenant.users()) {
                if (!users.add(user)) {
                    problems.add(ConfigurationProblem.of(
                            "tenants." + tenant.name(), "user '%s' twice".formatted(user), "each user once"));
                }
            }
        }
        return problems;
    }

    private static void address(String place, String text, List<ConfigurationProblem> problems) {
        try {
            Address.parse(text);
        } catch (IllegalArgumentException e) {
            problems.add(ConfigurationProblem.of(place, "'" + text + "'", "host:port or rediss://host:port"));
        }
    }
}
