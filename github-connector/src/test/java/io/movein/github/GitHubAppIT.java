package io.movein.github;

import static io.movein.github.FaultyGitHub.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GitHubAppIT {

    private static final int PKCS8_HEADER = 26;

    /** To find one takes a second. */
    private static final KeyPair RSA = rsa();

    private final FaultyGitHub github = new FaultyGitHub();

    @TempDir
    private Path directory;

    @AfterEach
    void stop() {
        github.close();
    }

    @Test
    void actsAsTheBotWithAnInstallationToken() throws Exception {
        var key = Files.writeString(directory.resolve("key.pem"), pkcs1(RSA));
        var access = new GitHubAccess(github.uri(), "acme/infra", new Credentials.App("77", key));
        github.on("GET /app", json(200, "{\"id\":77,\"slug\":\"movein\"}"));
        github.on(
                "GET /repos/acme/infra/installation",
                json(200, "{\"id\":88,\"account\":{\"login\":\"acme\",\"id\":5}}"));
        github.on(
                "POST /app/installations/88/access_tokens",
                json(
                        201,
                        "{\"token\":\"ghs_1\",\"expires_at\":\"" + Instant.now().plusSeconds(3600) + "\"}"));
        github.on("GET /users/movein%5Bbot%5D", json(200, "{\"login\":\"movein[bot]\",\"id\":9001}"));

        try (var connection = GitHubConnection.open(access)) {
            assertThat(connection.issues().myId()).isEqualTo(9001);
            assertThat(connection.traffic().writes()).isZero();
        }

        assertThat(github.requests()).containsOnlyOnce("POST /app/installations/88/access_tokens");
        assertThat(github.seen().getFirst().header("Authorization")).startsWith("Bearer ey");
        assertThat(github.last().header("Authorization")).isEqualTo("token ghs_1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"-PT24H", "-PT1H", "PT1H", "PT24H"})
    void goesByGitHubsClockOnceItHasAnswered(Duration wrong) throws Exception {
        var key = Files.writeString(directory.resolve("key.pem"), pkcs1(RSA));
        var access = new GitHubAccess(github.uri(), "acme/infra", new Credentials.App("77", key));
        github.on("GET /app", json(401, "{\"message\":\"'Expiration time' claim ('exp') is too far in the future\"}"));
        github.on("GET /repos/acme/infra/installation", json(200, "{\"id\":88}"));
        tokenIs("ghs_1");
        github.on("GET /users/movein%5Bbot%5D", json(200, "{\"login\":\"movein[bot]\",\"id\":9001}"));

        try (var connection = GitHubConnection.open(access, () -> Instant.now().plus(wrong))) {
            assertThatThrownBy(() -> connection.issues().myId()).isInstanceOf(GitHubRefusedException.class);
            github.on("GET /app", json(200, "{\"id\":77,\"slug\":\"movein\"}"));

            assertThat(connection.issues().myId()).isEqualTo(9001);
        }

        var tokens = github.seen().stream()
                .map(request -> request.header("Authorization"))
                .filter(authorization -> authorization.startsWith("Bearer ey"))
                .skip(1)
                .toList();
        assertThat(tokens).isNotEmpty().allSatisfy(token -> {
            var claims = claims(token);
            var made = Instant.ofEpochSecond(claims.path("iat").asLong());
            var expires = Instant.ofEpochSecond(claims.path("exp").asLong());
            assertThat(Duration.between(made, expires)).isLessThanOrEqualTo(Duration.ofMinutes(10));
            assertThat(made).isBefore(Instant.now());
            assertThat(expires).isAfter(Instant.now());
        });
        assertThat(github.requests()).containsOnlyOnce("POST /app/installations/88/access_tokens");
    }

    private static JsonNode claims(String authorization) throws IOException {
        var claims = authorization.split("\\.")[1];
        return new ObjectMapper().readTree(Base64.getUrlDecoder().decode(claims));
    }

    /** Suspended for a while. */
    @Test
    void makesATokenAnewThatGitHubTakesNoMoreThoughItHasNotExpired() throws Exception {
        var key = Files.writeString(directory.resolve("key.pem"), pkcs1(RSA));
        var access = new GitHubAccess(github.uri(), "acme/infra", new Credentials.App("77", key));
        github.on("GET /app", json(200, "{\"id\":77,\"slug\":\"movein\"}"));
        github.on("GET /repos/acme/infra/installation", json(200, "{\"id\":88}"));
        tokenIs("ghs_1");
        github.on("GET /users/movein%5Bbot%5D", json(401, "{\"message\":\"Bad credentials\"}"));

        try (var connection = GitHubConnection.open(access)) {
            assertThatThrownBy(() -> connection.issues().myId()).isInstanceOf(GitHubRefusedException.class);
            tokenIs("ghs_2");
            github.on("GET /users/movein%5Bbot%5D", json(200, "{\"login\":\"movein[bot]\",\"id\":9001}"));

            assertThat(connection.issues().myId()).isEqualTo(9001);
        }

        assertThat(github.last().header("Authorization")).isEqualTo("token ghs_2");
    }

    private void tokenIs(String token) {
        github.on(
                "POST /app/installations/88/access_tokens",
                json(
                        201,
                        "{\"token\":\"" + token + "\",\"expires_at\":\""
                                + Instant.now().plusSeconds(3600) + "\"}"));
    }

    @Test
    void readsKeysInBothForms() throws GeneralSecurityException {
        var pkcs8 = pem("PRIVATE KEY", RSA.getPrivate().getEncoded());

        assertThat(AppKey.parse(pkcs1(RSA))).isEqualTo(RSA.getPrivate());
        assertThat(AppKey.parse(pkcs8)).isEqualTo(RSA.getPrivate());
    }

    @Test
    void saysWhatIsWrongWithAKeyFile() throws Exception {
        var file = Files.writeString(directory.resolve("key.pem"), "no key");

        assertThatThrownBy(() -> AppKey.read(file))
                .hasMessageContaining(file.toString())
                .hasMessageContaining("expected the PEM file");
    }

    private static KeyPair rsa() {
        try {
            var generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new AssertionError("this Java makes no RSA keys", e);
        }
    }

    private static String pkcs1(KeyPair pair) {
        var encoded = pair.getPrivate().getEncoded();
        return pem("RSA PRIVATE KEY", Arrays.copyOfRange(encoded, PKCS8_HEADER, encoded.length));
    }

    private static String pem(String kind, byte[] der) {
        return "-----BEGIN " + kind + "-----\n" + Base64.getMimeEncoder().encodeToString(der) + "\n-----END " + kind
                + "-----\n";
    }
}
