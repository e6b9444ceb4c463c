package io.movein.reporter.page;

import io.movein.contract.MigrationId;
import io.movein.runtime.Settings;
import java.net.URI;
import java.util.List;
import java.util.Optional;

/**
 * Where the operator's page is served.
 *
 * @param host         the address that it listens on; by default loopback, as the page itself asks nobody who they are
 * @param port         0 takes a free one
 * @param allowedHosts names under which a browser may ask for it, besides those of loopback
 * @param dashboard    an address with {@code {tenant}} and {@code {migration}} in it
 */
public record PageSettings(
        String host, int port, List<String> allowedHosts, String githubApi, Optional<String> dashboard) {

    private static final int HIGHEST = 65_535;

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
                in.optional("MOVEIN_DASHBOARD_URL"));
    }

    /** The issue as people open it. */
    String issue(MigrationId migration) {
        var api = URI.create(githubApi);
        var web =
                "api.github.com".equals(api.getHost()) ? "https://github.com" : githubApi.replaceFirst("/api/v3$", "");
        return web + "/" + migration.toString().replace("#", "/issues/");
    }
}
