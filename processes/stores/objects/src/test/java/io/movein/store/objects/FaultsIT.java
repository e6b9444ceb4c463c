package io.movein.store.objects;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.movein.process.items.Blame;
import io.movein.process.retry.Retries;
import io.movein.standin.objects.Call;
import io.movein.standin.objects.HttpReply;
import io.movein.standin.objects.LyingProxy;
import io.movein.standin.objects.ObjectServer;
import io.movein.standin.objects.Rule;
import io.movein.store.objects.StoreFailure.Kind;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FaultsIT {

    private ObjectServer server;
    private LyingProxy proxy;
    private ObjectStore store;

    @BeforeEach
    void start() {
        server = ObjectServer.start("bucket");
        proxy = LyingProxy.before(server.endpoint());
        store = Stores.at(proxy.endpoint(), "bucket");
    }

    @AfterEach
    void stop() {
        store.close();
        proxy.close();
        server.close();
    }

    @Test
    void triesAgainAfterAnErrorOfTheServersOwn() throws IOException {
        proxy.with(Rule.answer(first(2, call -> call.method().equals("PUT")), HttpReply.error(500, "InternalError")));

        Stores.write(store, "a", "x");

        assertThat(proxy.count(call -> call.method().equals("PUT"))).isEqualTo(3);
    }

    @Test
    void saysBeforehandWhatItMayNotDoAndLeavesNothing() throws IOException {
        Stores.write(store, "a", "x");
        assertThat(store.missingRights()).isEmpty();
        assertThat(proxy.count(call -> call.method().equals("DELETE"))).isEqualTo(2);
        assertThat(server.keys("bucket")).containsExactly("a");

        proxy.with(Rule.answer(call -> !call.method().equals("GET"), HttpReply.error(403, "AccessDenied")));
        assertThat(store.missingRights())
                .satisfiesExactly(
                        write -> assertThat(write).contains("may not write: ", "403 AccessDenied"),
                        delete -> assertThat(delete).contains("may not delete: ", "403 AccessDenied"));

        proxy.with(Rule.answer(call -> call.asks("versioning"), HttpReply.error(403, "AccessDenied")));
        assertThat(store.missingRights())
                .as("where it may leave a marker nothing is deleted")
                .hasSize(1)
                .allMatch(missing -> missing.contains("may not write"));
    }

    /** A run that ends does not wait for a server that says nothing. */
    @Test
    @Timeout(30)
    void endsACallThatIsInterruptedWhileItWaits() {
        var asked = new CompletableFuture<Boolean>();
        var over = new CompletableFuture<Boolean>();
        proxy.with((call, upstream) -> {
            asked.complete(true);
            over.join();
            return Optional.empty();
        });
        var told = new CompletableFuture<Throwable>();
        var caller = Thread.ofPlatform()
                .uncaughtExceptionHandler((_, failure) -> told.complete(failure))
                .start(() -> store.find("a"));
        asked.join();

        caller.interrupt();

        assertThat(told.join()).satisfies(kind(Kind.STOPPED));
        over.complete(true);
    }

    @Test
    void givesUpAfterSomeTriesAndSaysWhatWasAnswered() {
        proxy.with(Rule.answer(call -> call.method().equals("PUT"), HttpReply.error(500, "InternalError")));

        assertThatThrownBy(() -> Stores.write(store, "a", "x"))
                .satisfies(kind(Kind.UNAVAILABLE))
                .hasMessageContaining("write 'a': answered 500 InternalError");

        assertThat(proxy.count(call -> call.method().equals("PUT"))).isEqualTo(6);
    }

    @Test
    void waitsAsLongAsItIsToldToSlowDownByStatusAlone() {
        proxy.with(Rule.answer(first(20, call -> call.method().equals("HEAD")), HttpReply.bare(503)));
        server.put("bucket", "a", new byte[3]);

        assertThat(store.find("a")).isPresent();

        assertThat(Stores.PACE.now().throttled()).containsExactly(Blame.SOURCE);
    }

    /** Ten thousand times as fast: as many tries as the waits of 0.2 s up to 10 s make in five minutes. */
    @Test
    void fiveMinutesOfSlowDownFailNothing() throws IOException {
        var tries = 6 + 5 * 60 / 10;
        var fast = new Retries(StoreFailure::classify, Stores.PACE, Retries.FIRST_WAIT.dividedBy(10_000));
        proxy.with(Rule.answer(first(tries, call -> call.method().equals("PUT")), HttpReply.bare(429)));
        var place = Stores.place(proxy.endpoint(), "bucket");

        try (var patient = new ObjectStore(
                place, new AccessKeys(Stores::key), new Encryption.None(), Stores.SETTINGS, fast, Blame.DESTINATION)) {
            Stores.write(patient, "a", "x");
        }

        assertThat(Stores.read(store, "a")).asString().isEqualTo("x");
        assertThat(proxy.count(call -> call.method().equals("PUT"))).isEqualTo(tries + 1);
    }

    @Test
    void triesNothingAgainThatCannotPass() {
        proxy.with(Rule.answer(call -> call.method().equals("PUT"), HttpReply.error(403, "AccessDenied")));

        assertThatThrownBy(() -> Stores.write(store, "a", "x")).satisfies(kind(Kind.DENIED));

        assertThat(proxy.count(call -> call.method().equals("PUT"))).isOne();
    }

    @Test
    void takesAnErrorInA200ForAnErrorAndLeavesNoUnfinishedUpload() {
        proxy.with(Rule.answer(
                call -> call.method().equals("POST") && call.asks("uploadId"),
                new HttpReply(
                        200,
                        HttpReply.error(500, "InternalError").headers(),
                        HttpReply.error(500, "InternalError").body())));

        assertThatThrownBy(() -> Stores.write(store, "a", new byte[6 * 1024 * 1024], Description.NONE))
                .satisfies(kind(Kind.UNAVAILABLE))
                .hasMessageContaining("InternalError");

        assertThat(server.unfinishedUploads("bucket")).isZero();
        assertThat(server.keys("bucket")).isEmpty();
    }

    @Test
    void saysThatTheKeyIsOccupiedWhenTheAnswerToItsOwnWriteWasLost() {
        proxy.with(
                Rule.answerAfter(first(1, call -> call.method().equals("PUT")), HttpReply.error(500, "InternalError")));

        assertThatThrownBy(() -> Stores.write(store, "a", "x")).satisfies(kind(Kind.OCCUPIED));
    }

    @Test
    void goesOnReadingWhereAConnectionEnded() throws IOException {
        var content = new byte[300_000];
        new Random(1).nextBytes(content);
        server.put("bucket", "a", content);
        proxy.with(cuttingAfter(100_000));

        assertThat(Stores.read(store, "a")).isEqualTo(content);

        assertThat(proxy.calls().stream().map(call -> call.header("range")).filter(range -> !range.isEmpty()))
                .isNotEmpty()
                .allMatch(range -> range.startsWith("bytes="));
    }

    @Test
    void readsExactlyTheContentThatWasLookedAt() {
        server.put("bucket", "a", new byte[3]);
        var looked = store.find("a").orElseThrow();
        server.put("bucket", "a", new byte[] {1, 2, 3});

        assertThatThrownBy(() -> store.open(looked).readAllBytes()).satisfies(kind(Kind.CHANGED));
    }

    @Test
    void movesPackedBytesAsTheyAreStored() throws IOException {
        var packed = packed();
        server.put("bucket", "a", packed, Map.of("content-encoding", "gzip"));
        proxy.with(unpacking(call -> !call.header("accept-encoding").matches("gzip|identity")));

        assertThat(Stores.read(store, "a")).isEqualTo(packed);
    }

    @Test
    void saysThatAServerInsistsOnUnpacking() {
        var packed = packed();
        server.put("bucket", "a", packed, Map.of("content-encoding", "gzip"));
        proxy.with(unpacking(call -> true));

        assertThatThrownBy(() -> Stores.read(store, "a"))
                .satisfies(kind(Kind.NOT_AS_STORED))
                .hasMessageContaining("listed %d, received 20, range ignored".formatted(packed.length))
                .hasMessageContaining("'gzip'");
    }

    @Test
    void saysInOneSentenceWhatIsWrongWithTheConnection() {
        server.put("bucket", "a", new byte[3]);
        var elsewhere = Stores.place(server.endpoint(), "bucket");

        assertThatThrownBy(() ->
                        Stores.at(URI.create("http://127.0.0.1:1"), "bucket").anyKey())
                .satisfies(kind(Kind.UNAVAILABLE))
                .hasMessageContaining("old (http://127.0.0.1:1/bucket/): list: no answer")
                .hasMessageContaining("refused");
        assertThatThrownBy(() -> Stores.at(server.endpoint(), "none").anyKey())
                .satisfies(kind(Kind.NO_BUCKET))
                .hasMessageContaining("answered 404 NoSuchBucket; there is no bucket 'none' there");
        assertThatThrownBy(() -> Stores.at(
                                new Place("old", elsewhere.endpoint(), "eu-central-1", "bucket", "", true),
                                new AccessKeys(Stores::key),
                                new Encryption.None())
                        .anyKey())
                .satisfies(kind(Kind.WRONG_REGION))
                .hasMessageContaining("the bucket is not in the region 'eu-central-1'");
        server.setClock(Duration.ofHours(1));
        assertThatThrownBy(() -> store.anyKey())
                .satisfies(kind(Kind.CLOCK))
                .hasMessageContaining("set the clock right");
    }

    /** The answer to a HEAD has no body, so its status alone says one thing of several. */
    @ParameterizedTest
    @CsvSource({
        "403, InvalidAccessKeyId, CREDENTIALS, renew the secret",
        "403, SignatureDoesNotMatch, CREDENTIALS, renew the secret",
        "400, ExpiredToken, CREDENTIALS, renew the secret",
        "403, RequestTimeTooSkewed, CLOCK, set the clock right",
        "400, AuthorizationHeaderMalformed, WRONG_REGION, the bucket is not in the region",
        "404, NoSuchBucket, NO_BUCKET, there is no bucket 'bucket' there",
        "403, AccessDenied, DENIED, give it the right"
    })
    void looksForTheReasonThatAHeadCannotSay(int status, String code, Kind kind, String said) {
        proxy.with(Rule.answer(call -> true, HttpReply.error(status, code)));

        assertThatThrownBy(() -> store.find("a"))
                .satisfies(kind(kind))
                .hasMessageContaining("look up 'a': answered %d %s".formatted(status, code))
                .hasMessageContaining(said);

        assertThat(proxy.calls())
                .extracting(call -> call.method() + " " + call.header("range"))
                .containsExactly("HEAD ", "GET bytes=0-0");
    }

    /** Each is answered with a 403, and no right would change it. */
    @ParameterizedTest
    @CsvSource({
        "InvalidObjectState, it is archived: restore it there and run again",
        "QuotaExceeded, what may be stored there is used up: raise the quota"
    })
    void takesA403ForAMissingRightOnlyWhereItIsOne(String code, String said) {
        proxy.with(Rule.answer(call -> true, HttpReply.error(403, code)));

        assertThatThrownBy(() -> store.fetch("a"))
                .satisfies(kind(Kind.REFUSED))
                .hasMessageContaining("answered 403 %s; %s".formatted(code, said));
    }

    @Test
    void staysWithWhatTheHeadSaidWhereTheObjectCanBeRead() {
        server.put("bucket", "a", new byte[3]);
        server.put("bucket", "empty", new byte[0]);
        proxy.with(Rule.answer(call -> call.method().equals("HEAD"), HttpReply.bare(403)));

        assertThatThrownBy(() -> store.find("a")).satisfies(kind(Kind.DENIED)).hasMessageContaining("answered 403;");
        assertThatThrownBy(() -> store.find("empty"))
                .satisfies(kind(Kind.DENIED))
                .hasMessageContaining("answered 403;");
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 307})
    void saysInWhichRegionTheServerSaysThatTheBucketIs(int status) {
        proxy.with(Rule.answer(
                call -> call.method().equals("HEAD"),
                HttpReply.bare(status).with("x-amz-bucket-region", "eu-central-1")));

        assertThatThrownBy(() -> store.find("a"))
                .satisfies(kind(Kind.WRONG_REGION))
                .hasMessageContaining(
                        "the bucket is not in the region 'us-east-1' (the server says 'eu-central-1'): correct it");
    }

    private static java.util.function.Consumer<Throwable> kind(Kind kind) {
        return thrown -> assertThat(thrown)
                .isInstanceOfSatisfying(
                        StoreFailure.class,
                        failure -> assertThat(failure.kind()).isEqualTo(kind));
    }

    private static Predicate<Call> first(int count, Predicate<Call> which) {
        var seen = new AtomicInteger();
        return call -> which.test(call) && seen.incrementAndGet() <= count;
    }

    /** Every answer to a GET that is longer ends after so many bytes, with the connection. */
    private static Rule cuttingAfter(int bytes) {
        return (call, upstream) -> {
            if (!call.method().equals("GET")) {
                return Optional.empty();
            }
            var reply = upstream.send(call);
            return Optional.of(
                    reply.body().length <= bytes
                            ? reply
                            : new HttpReply(
                                    reply.status(),
                                    reply.without("content-length").headers(),
                                    Arrays.copyOf(reply.body(), bytes)));
        };
    }

    private static Rule unpacking(Predicate<Call> when) {
        return (call, upstream) -> {
            if (!call.method().equals("GET") || !when.test(call)) {
                return Optional.empty();
            }
            var headers = new java.util.LinkedHashMap<>(call.headers());
            headers.remove("range");
            var reply = upstream.send(new Call(call.method(), call.target(), headers, call.body()));
            var plain = new GZIPInputStream(new ByteArrayInputStream(reply.body())).readAllBytes();
            return Optional.of(
                    new HttpReply(200, reply.without("content-length").headers(), plain));
        };
    }

    private static byte[] packed() {
        var out = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(out)) {
            gzip.write("plain text, 20 bytes".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return out.toByteArray();
    }
}
