package io.movein.tier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.movein.process.ExitCode;
import io.movein.process.SecretReference;
import io.movein.process.Secrets;
import io.movein.tier.DocumentServer.Late;
import io.movein.tier.configuration.TierPlan;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Collections;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class HttpConfigurationStoreTest {

    private static final String FROZEN =
            "{\"id\":\"acme\",\"db\":{\"place\":\"shared\",\"readOnly\":true,\"stamp\":\"\"},"
                    + "\"price\":1.10,\"big\":12345678901234567890123,\"seats\":4}";
    private static final Duration LONG = Duration.ofSeconds(20);
    private static final Duration SHORT = Duration.ofMillis(400);

    @TempDir
    Path folder;

    private DocumentServer server;

    @BeforeEach
    void start() throws IOException {
        server = new DocumentServer(FROZEN);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private HttpConfigurationStore store() {
        return store(LONG, null);
    }

    private HttpConfigurationStore store(Duration patience, @Nullable String stamp) {
        return store(patience, stamp, Map.of());
    }

    private HttpConfigurationStore store(
            Duration patience, @Nullable String stamp, Map<String, SecretReference> secrets) {
        var plan = new TierPlan.Http(
                URI.create(server.url()), "/db/place", "/db/readOnly", stamp, Map.of("X-Operator", "tiers"), secrets);
        return new HttpConfigurationStore(plan, new Secrets(folder), patience, Duration.ofMillis(1));
    }

    private static ConfigurationStoreFailure failure(HttpConfigurationStore store) {
        return catchThrowableOfType(ConfigurationStoreFailure.class, () -> store.set("acme-db", "shared"));
    }

    @Test
    void switchesAndLeavesEverythingElseAsItWas() {
        server.change("\"readOnly\":true", "\"readOnly\":false");
        var store = store();

        store.freeze();
        assertThat(server.document()).isEqualTo(FROZEN);
        assertThat(store.set("acme-db", "shared")).isEqualTo("acme-db");
        store.unfreeze();

        assertThat(server.document())
                .isEqualTo(FROZEN.replace("shared", "acme-db").replace("true", "false"));
        assertThat(store.read()).isEqualTo("acme-db");
        assertThat(server.answers).containsExactly(204, 204, 204);
    }

    @Test
    void keepsWhatSomebodyElseChangesBetweenItsReadingAndItsWriting() {
        server.onPut(request -> {
            server.change("\"seats\":4", "\"seats\":5");
            request.serve();
        });

        assertThat(store().set("acme-db", "shared")).isEqualTo("acme-db");

        assertThat(server.document())
                .isEqualTo(FROZEN.replace("shared", "acme-db").replace("\"seats\":4", "\"seats\":5"));
        assertThat(server.answers).containsExactly(412, 204);
    }

    @Test
    void leavesAPlaceAloneThatSomebodyElseHasSetAndSaysWhich() {
        server.onPut(request -> {
            server.change("shared", "elsewhere");
            request.serve();
        });

        assertThat(store().set("acme-db", "shared")).isEqualTo("elsewhere");

        assertThat(server.document()).isEqualTo(FROZEN.replace("shared", "elsewhere"));
        assertThat(server.answers).containsExactly(412);
    }

    @Test
    void readsWhatBecameOfASwitchWhoseAnswerWasLost() {
        server.onPut(DocumentServer.Request::serveWithoutAnswer);

        assertThat(store().set("acme-db", "shared")).isEqualTo("acme-db");

        assertThat(server.document()).isEqualTo(FROZEN.replace("shared", "acme-db"));
        assertThat(server.answers)
                .as("it had been taken, and was not made again")
                .isEmpty();
    }

    @Test
    void aSwitchThatArrivesLateFindsItsTagGone() throws Exception {
        var late = new Late();
        server.onPut(late);

        assertThat(store(SHORT, null).set("acme-db", "shared")).isEqualTo("acme-db");
        server.change("acme-db", "shared");
        late.arrive();

        assertThat(server.answers).containsExactly(204, 412);
        assertThat(server.document()).isEqualTo(FROZEN);
    }

    @Test
    void aSwitchThatADeadProcessSentCannotComeAfterTheNextHasRead() throws Exception {
        var late = new Late();
        server.onPut(late).onGet(DocumentServer.Request::serve);
        for (var i = 0; i < 4; i++) {
            server.onGet(request -> request.answer(503));
        }
        assertThat(failure(store(SHORT, null)).isRefusal()).isFalse();

        assertThat(store().readForGood("acme-db")).isEqualTo("shared");
        late.arrive();

        assertThat(server.document()).isEqualTo(FROZEN.replace("true", "false"));
    }

    @Test
    void aFreezeThatArrivesLateFreezesNobody() throws Exception {
        server.change("\"readOnly\":true", "\"readOnly\":false");
        var late = new Late();
        server.onPut(late);
        for (var i = 0; i < 4; i++) {
            server.onPut(request -> request.answer(503));
        }
        var store = store(SHORT, null);
        assertThatThrownBy(store::freeze).isInstanceOf(ConfigurationStoreFailure.class);

        store.unfreeze();
        late.arrive();

        assertThat(server.document()).isEqualTo(FROZEN.replace("true", "false"));
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 401, 403, 404, 409, 413, 422})
    void knowsThatNothingCameOfASwitchThatWasRefused(int status) {
        server.onPut(request -> request.answer(status));

        var failure = failure(store());

        assertThat(failure.isRefusal()).isTrue();
        assertThat(failure.exitCode()).isEqualTo(ExitCode.DESTINATION);
        assertThat(failure)
                .hasMessage(
                        "configuration store: %s: PUT: %d (expected 200, 201 or 204, or 412 for a document that somebody else has changed)"
                                .formatted(server.url(), status));
        assertThat(server.requests).containsExactly("GET", "PUT");
    }

    @Test
    void aRefusalAfterALostAnswerSaysNothingAboutTheFirst() {
        server.onPut(request -> {});
        for (var i = 0; i < 4; i++) {
            server.onPut(request -> request.answer(403));
        }

        assertThat(failure(store()).isRefusal()).isFalse();

        assertThat(server.requests.stream().filter("PUT"::equals)).hasSize(5);
    }

    @ParameterizedTest
    @CsvSource({"202", "303", "408", "425", "429", "500", "503", "504"})
    void triesAgainAfterWhatMayPassAndGivesUp(int status) {
        server.onPut(request -> request.answer(status)).onPut(request -> request.answer(status));
        assertThat(store().set("acme-db", "shared")).isEqualTo("acme-db");
        server.change("acme-db", "shared");
        server.requests.clear();
        for (var i = 0; i < 6; i++) {
            server.onPut(request -> request.answer(status));
        }

        var failure = failure(store());

        assertThat(failure.isRefusal()).as("it may have been taken").isFalse();
        assertThat(failure).hasMessageContaining("PUT: %d (expected".formatted(status));
        assertThat(server.requests.stream().filter("PUT"::equals)).hasSize(5);
    }

    @Test
    void nothingCameOfASwitchThatWasNeverSent() {
        for (var i = 0; i < 5; i++) {
            server.onGet(request -> request.answer(503));
        }

        assertThat(failure(store()).isRefusal()).isTrue();

        assertThat(server.requests).containsExactlyElementsOf(Collections.nCopies(5, "GET"));
    }

    @Test
    void isNotSureOfASwitchThatWasTakenAndCannotBeRead() {
        server.onGet(DocumentServer.Request::serve);
        for (var i = 0; i < 5; i++) {
            server.onGet(request -> request.answer(403));
        }
        assertThat(failure(store()).isRefusal()).as("GET is refused").isFalse();
        server.change("acme-db", "shared");

        server.tagged(document -> document.equals(FROZEN) ? "\"1\"" : "\"2\"");
        for (var i = 0; i < 10; i++) {
            server.onGet(request -> request.serve(FROZEN));
        }
        assertThat(failure(store()).isRefusal()).as("GET is behind").isFalse();
    }

    @Test
    void doesNotSwitchATenantThatSomebodyHasLetWriteAgain() {
        server.change("\"readOnly\":true", "\"readOnly\":false");

        var failure = failure(store());

        assertThat(failure).hasMessageContaining("the tenant is not frozen any more (expected true at '/db/readOnly'");
        assertThat(failure.isRefusal()).isTrue();
        assertThat(failure.exitCode()).isEqualTo(ExitCode.REFUSED);
        assertThat(server.requests).containsExactly("GET");
    }

    @ParameterizedTest
    @CsvSource({
        "'', no ETag (expected a strong one",
        "'W/\"1\"', ETag: W/\"1\" (expected a strong one",
        "1, ETag: 1 (exp"
    })
    void refusesADocumentOfWhichNobodyCouldTellThatItWasChanged(String tag, String words) {
        server.tagged(_ -> tag);

        assertThatThrownBy(store()::read)
                .isInstanceOf(ConfigurationStoreFailure.class)
                .hasMessageContainingAll(words, "have the server send one, or give the switch a database");
        assertThat(server.requests).containsExactly("GET");
    }

    @Test
    void takesATagThatIsADigestOnlyWithAStampByWhichNoDocumentIsAsOneBefore() throws Exception {
        server.tagged(HttpConfigurationStoreTest::md5).change("\"readOnly\":true", "\"readOnly\":false");
        assertThatThrownBy(store()::read).hasMessageContainingAll("is a digest of the document", "switch.http.stamp");
        var late = new Late();
        server.onPut(late);
        var store = store(SHORT, "/db/stamp");

        store.freeze();
        store.unfreeze();
        late.arrive();

        assertThat(server.document()).contains("\"readOnly\":false").doesNotContain("\"stamp\":\"\"");
    }

    private static String md5(String document) {
        try {
            var digest = MessageDigest.getInstance("MD5").digest(document.getBytes(StandardCharsets.UTF_8));
            return "\"0%s\"".formatted(HexFormat.of().formatHex(digest));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void sendsACredentialFromItsFileAndShowsItToNobody() throws Exception {
        var file = Files.createDirectories(folder.resolve("control")).resolve("token");
        var secrets = Map.of("Authorization", new SecretReference("control", "token"));
        Files.writeString(file, "Bearer of-the-night\n");
        server.onGet(request -> request.answer(401));

        assertThatThrownBy(store(LONG, null, secrets)::read).satisfies(HttpConfigurationStoreTest::isSilent);
        assertThat(server.authorizations).containsExactly("Bearer of-the-night");

        Files.writeString(file, "Bearer\nof-the-night");
        assertThatThrownBy(store(LONG, null, secrets)::read)
                .hasMessageContaining("header 'Authorization' cannot be sent")
                .satisfies(HttpConfigurationStoreTest::isSilent);
        Files.delete(file);
        assertThatThrownBy(store(LONG, null, secrets)::read)
                .isInstanceOf(ConfigurationStoreFailure.class)
                .hasMessageContaining("secret control/token: not there");
    }

    private static void isSilent(@Nullable Throwable failure) {
        for (var cause = failure; cause != null; cause = cause.getCause()) {
            assertThat(cause).isInstanceOf(ConfigurationStoreFailure.class);
            assertThat(cause.toString()).doesNotContain("night");
        }
    }

    @Test
    void readsNoMoreThanADocumentMayHave() {
        server.onGet(request -> request.serve(FROZEN + " ".repeat(HttpDocument.LARGEST - FROZEN.length())))
                .onGet(request -> request.serve(FROZEN + " ".repeat(HttpDocument.LARGEST - FROZEN.length() + 1)));

        assertThat(store().read()).isEqualTo("shared");
        assertThatThrownBy(store()::read)
                .hasMessageContaining("GET: more than 1048576 bytes (expected a document of this tenant's alone)");
        assertThat(server.requests).containsExactly("GET", "GET");
    }

    @Test
    void waitsForNoAnswerThatStopsInTheMiddle() {
        var end = new CountDownLatch(1);
        server.onGet(request -> request.stall(end));

        assertThat(store(SHORT, null).read()).isEqualTo("shared");

        end.countDown();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "<html> | GET: not JSON (expected a JSON object)",
                "[1] | GET: not a JSON object",
                "{\"db\":{\"place\":\"a\",\"place\":\"b\",\"readOnly\":false}} | GET: not JSON (expected a JSON object)",
                "{\"db\":{\"place\":1,\"readOnly\":false}} | GET: no text at '/db/place'",
                "{\"db\":{\"place\":\"a\",\"readOnly\":\"no\"}} | GET: neither true nor false at '/db/readOnly'",
                "{\"db\":{\"place\":\"a\"}} | GET: neither true nor false at '/db/readOnly'",
                "{\"db\":{\"place\":\"a\",\"readOnly\":false}} | GET: no object at '/meta' (expected one, for '/meta/stamp')"
            })
    void saysWhatADocumentLacks(String content, String words) {
        server.onGet(request -> request.serve(content));

        assertThatThrownBy(store(LONG, "/meta/stamp")::read)
                .isInstanceOf(ConfigurationStoreFailure.class)
                .hasMessageContaining(words);
        assertThat(server.requests).containsExactly("GET");
    }
}
