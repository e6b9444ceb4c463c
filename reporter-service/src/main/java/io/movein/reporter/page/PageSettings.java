package io.movein.reporter.page;

import io.movein.contract.MigrationId;
import io.movein.runtime.Settings;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Where the operator's page is served.
 *
 * @param host         the address that it listens on; by default loopback, as the page itself asks nobody who they are
 * @param port         0 takes a free one
 * @param allowedHosts names under which a browser may ask for it, besides those of loopback
 * @param services     addresses of the services that are asked what is stuck, by their names
 * @param dashboard    an address with {@code {tenant}} and {@code {migration}} in it
 */
public record PageSettings(
        String host,
        int port,
        List<String> allowedHosts,
        String githubApi,
        Map<String, URI> services,
        Optional<String> dashboard) {

    private static final int HIGHEST = 65_535;
    private static final Pattern SERVICE = Pattern.compile("([a-z][a-z0-9-]*)=(https?://[^/\\s]+)/?");

    /** @param servicePort where it is 0, a free one is taken for the page as well */
    public static PageSettings read(Settings in, int servicePort, String githubApi) {
        var port = in.number("MOVEIN_PAGE_PORT", servicePort == 0 ? 0 : 8081);
        if (port < 0 || port > HIGHEST) {
            in.problem("MOVEIN_PAGE_PORT is '" + port + "' (expected 0 to " + HIGHEST + ")");
        }
        return new PageSettings(
                in.optional("MOVEIN_PAGE_HOST").orElse("127.0.0.1"),
                port,
                in.list("MOVEIN_PAGE_ALLOWED_HOSTS"),
                githubApi,
                services(in),
                in.optional("MOVEIN_DASHBOARD_URL"));
    }

    private static Map<String, URI> services(Settings in) {
        var services = new LinkedHashMap<String, URI>();
        for (var service : in.list("MOVEIN_PAGE_SERVICES")) {
            var match = SERVICE.matcher(service);
            if (match.matches()) {
                services.put(match.group(1), URI.create(match.group(2)));
            } else {
                in.problem("MOVEIN_PAGE_SERVICES has '" + service
                        + "' (expected name=http://host:port, several separated by commas)");
            }
        }
        return services;
    }

    /** The issue as people open it. */
    String issue(MigrationId migration) {
        return at(migration.toString().replace("#", "/issues/"));
    }

    /** A pull request of the issue's repository. */
    String pull(MigrationId issue, int number) {
        return at(issue.toString().replaceFirst("#.*", "/pull/" + number));
    }

    private String at(String path) {
        var api = URI.create(githubApi);
        var web =
                "api.github.com".equals(api.getHost()) ? "https://github.com" : githubApi.replaceFirst("/api/v3$", "");
        return web + "/" + path;
    }
}
