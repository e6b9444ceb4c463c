package io.movein.standin.github;

import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.movein.standin.github.api.AppPermissions;
import io.movein.standin.github.api.LoginTraffic;
import io.movein.standin.github.api.Rendering;
import io.movein.standin.github.api.RestApi;
import io.movein.standin.github.faults.Faults;
import io.movein.standin.github.model.Changed;
import io.movein.standin.github.model.GitHubModel;
import io.movein.standin.github.model.User;
import io.movein.standin.github.pages.Pages;
import io.movein.standin.github.webhook.Deliveries;
import io.movein.standin.github.webhook.Payload;
import java.io.IOException;
import java.net.URI;
import java.util.Map;
import org.eclipse.jetty.http.UriCompliance;
import org.jspecify.annotations.Nullable;

/**
 * One repository's issues on this machine: REST API, signed webhooks and pages on one port, on loopback unless told otherwise. What
 * happened is on disk before anyone is told, and is back after a restart.
 */
public final class LocalGitHub implements AutoCloseable {

    private final GitHubModel model;
    private final Journal journal;
    private final Faults faults = new Faults();
    private final Deliveries deliveries;
    private final LoginTraffic traffic;
    private final AppPermissions app = new AppPermissions();
    private final Rendering rendering;
    private final Javalin server;
    private final @Nullable URI knownAs;

    private LocalGitHub(GitHubConfig config) throws IOException {
        var clock = config.clock();
        knownAs = config.url();
        model = new GitHubModel(config.repository(), GitHubConfig.PEOPLE, GitHubConfig.TEAMS, clock);
        journal = Journal.open(config.dataDir(), config.repository());
        deliveries = new Deliveries(faults, clock);
        traffic = new LoginTraffic(config.hourlyRequests(), clock);
        rendering = new Rendering(model, this::url);
        server = Javalin.create(http -> configure(http, config));
    }

    public static LocalGitHub start(GitHubConfig config) throws IOException {
        var github = new LocalGitHub(config);
        try {
            github.begin();
            github.server.start();
            return github;
        } catch (IOException | RuntimeException e) {
            github.close();
            throw e;
        }
    }

    /** Base of the REST API, and the address of the first page. */
    public URI url() {
        return knownAs != null ? knownAs : URI.create("http://127.0.0.1:" + server.port());
    }

    public GitHubModel model() {
        return model;
    }

    public Faults faults() {
        return faults;
    }

    /** What Movein's App may do, where the services come with its key and not with a token. */
    public AppPermissions app() {
        return app;
    }

    public Deliveries deliveries() {
        return deliveries;
    }

    /** Requests and writes per login since the start. */
    public Map<String, LoginTraffic.Counts> traffic() {
        return traffic.counts();
    }

    /** Requests and writes of a login about one issue. */
    public LoginTraffic.Counts traffic(String login, int issue) {
        return traffic.counts(login, issue);
    }

    public void deliverTo(URI webhookUrl, String secret) {
        deliveries.to(webhookUrl, secret);
    }

    @Override
    public void close() throws IOException {
        server.stop();
        deliveries.close();
        journal.close();
    }

    private void begin() throws IOException {
        journal.past().forEach(model::replay);
        model.listen(changed -> journal.append(changed.change()));
        defineMissingLabels();
        GitHubConfig.PEOPLE.stream()
                .filter(User::writes)
                .findFirst()
                .ifPresent(owner -> model.git().begin(owner.login()));
        model.listen(this::tell);
    }

    private void tell(Changed changed) {
        Payload.of(changed, model, rendering).forEach(deliveries::send);
    }

    private void defineMissingLabels() throws IOException {
        var owner = GitHubConfig.PEOPLE.stream().filter(User::writes).findFirst();
        try (var labels = LocalGitHub.class.getResourceAsStream("repository/labels.yml")) {
            for (var label : new YAMLMapper().readTree(labels)) {
                var name = label.path("name").asText();
                if (owner.isPresent()
                        && model.labels().stream()
                                .noneMatch(known -> known.name().equals(name))) {
                    model.defineLabel(
                            owner.get().login(),
                            name,
                            label.path("color").asText(),
                            label.path("description").asText());
                }
            }
        }
    }

    private void configure(JavalinConfig http, GitHubConfig config) {
        http.startup.showJavalinBanner = false;
        http.startup.showOldJavalinVersionWarning = false;
        http.concurrency.useVirtualThreads = true;
        http.jetty.host = config.host();
        http.jetty.port = config.port();
        // a label's name may hold an encoded slash, which Jetty turns down unless told otherwise
        http.jetty.modifyHttpConfiguration(jetty -> jetty.setUriCompliance(UriCompliance.UNSAFE));
        http.jetty.modifyServletContextHandler(
                context -> context.getServletHandler().setDecodeAmbiguousURIs(true));
        new RestApi(model, rendering, faults, traffic, app, deliveries, this::url).addTo(http.routes);
        new Pages(model, knownAs).addTo(http.routes);
    }
}
