package io.movein.intake;

import io.movein.github.Credentials;
import io.movein.github.GitHubAccess;
import io.movein.github.OperatorAccount;
import io.movein.github.WritePace;
import io.movein.runtime.Secret;
import io.movein.runtime.Service;
import io.movein.runtime.ServiceSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** An intake that runs, and a sender of webhooks to it. */
final class Intake implements AutoCloseable {

    static final String SECRET = "It's a Secret to Everybody";

    private final Service service;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private Intake(Service service) {
        this.service = service;
    }

    static Intake start(String bootstrapServers, URI github, Duration pollInterval) {
        var access =
                new GitHubAccess(github, "acme/infra", new Credentials.Token("movein[bot]")).with(WritePace.UNLIMITED);
        return new Intake(IntakeService.start(new IntakeSettings(
                ServiceSettings.local(bootstrapServers),
                access,
                new Secret(SECRET),
                Optional.empty(),
                List.of(new OperatorAccount("operator", null)),
                null,
                pollInterval,
                Duration.ofHours(1))));
    }

    URI webhook() {
        return URI.create(service.url() + "/webhook");
    }

    HttpResponse<String> deliver(String event, String body) {
        return send(
                request -> request.header("X-GitHub-Event", event).header("X-Hub-Signature-256", signature(body)),
                body.getBytes(StandardCharsets.UTF_8));
    }

    HttpResponse<String> send(UnaryOperator<HttpRequest.Builder> headers, byte[] body) {
        var request = HttpRequest.newBuilder(webhook())
                .timeout(Duration.ofMinutes(1))
                .header("Content-Type", "application/json")
                .header("X-GitHub-Delivery", "d-1");
        return exchange(headers.apply(request)
                .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                .build());
    }

    HttpResponse<String> exchange(HttpRequest request) {
        try {
            return http.send(request, BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    HttpResponse<String> get(String path) {
        return exchange(HttpRequest.newBuilder(URI.create(service.url() + path)).build());
    }

    static String signature(String body) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(SECRET.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            return "sha256=" + HexFormat.of().formatHex(mac.doFinal(body.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        service.close();
        http.close();
    }
}
