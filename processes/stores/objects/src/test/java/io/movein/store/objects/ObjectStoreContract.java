package io.movein.store.objects;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.movein.process.lease.Fenced;
import io.movein.process.lease.HeldLease;
import io.movein.process.lease.HeldLease.Terms;
import io.movein.store.objects.StoreFailure.Kind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What holds at every server that calls itself S3; a subclass brings one, with a bucket, and says what it cannot. */
abstract class ObjectStoreContract {

    static final int PART = 5 * 1024 * 1024;

    private static int prefixes;

    private ObjectStore store;

    abstract URI endpoint();

    abstract String bucket();

    /** Whether it knows tags. */
    boolean knowsTags() {
        return true;
    }

    /** Whether a signature with another secret is refused. */
    boolean checksSignatures() {
        return true;
    }

    /**
     * Keys that it may refuse, or take without their content, which the reading back finds; what comes of the attempt is never another
     * key.
     */
    List<String> mayRefuse() {
        return List.of();
    }

    /** Tags that it gives back as they were given. */
    Map<String, String> tags() {
        return Map.of("purpose", "upload", "tag 1", "with spaces");
    }

    /** Whether giving up an upload leaves the object that was there before. */
    boolean survivesGivingUp() {
        return true;
    }

    @BeforeEach
    void open() {
        store = at(Stores.key(), bucket());
    }

    @AfterEach
    void shut() {
        store.close();
    }

    /** Each test has a prefix of its own. */
    private ObjectStore at(AccessKeys.AccessKey key, String bucket) {
        var place = new Place("server", endpoint(), "us-east-1", bucket, "contract-%d/".formatted(++prefixes), true);
        return Stores.at(place, new AccessKeys(() -> key), new Encryption.None());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, PART - 1, PART, PART + 1, 3 * PART + 1})
    void givesBackTheBytesThatItWasGiven(int size) throws IOException {
        var content = new byte[size];
        new Random(size).nextBytes(content);

        Stores.write(store, "a/b c", content, Description.NONE);

        assertThat(Stores.read(store, "a/b c")).isEqualTo(content);
        assertThat(store.find("a/b c").orElseThrow().size()).isEqualTo(size);
        assertThat(store.unfinished("a/b c")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {10, PART + 1})
    void keepsHeadersAndMetadataWhetherSentInOneOrInParts(int size) throws IOException {
        var description = new Description(
                "image/png",
                "max-age=60",
                "attachment; filename=\"a b.png\"",
                "gzip",
                "de-CH",
                null,
                null,
                Map.of("one", "1", "two", "two words", "three", "=?UTF-8?B?w6k=?="),
                Map.of());

        Stores.write(store, "a", new byte[size], description);

        assertThat(store.find("a").orElseThrow().description()).isEqualTo(description);
    }

    @ParameterizedTest
    @ValueSource(ints = {10, PART + 1})
    void keepsTagsOrSaysThatItCannot(int size) throws IOException {
        if (knowsTags()) {
            Stores.write(store, "a", new byte[size], Description.NONE.withTags(tags()));
            assertThat(store.tags("a")).isEqualTo(tags());
            return;
        }
        Stores.write(store, "a", new byte[size], Description.NONE);
        fails(Kind.UNSUPPORTED, () -> store.tags("a"));
    }

    @Test
    void keepsEachNameByteByByteOrRefusesIt() throws IOException {
        var names = new ArrayList<>(List.of(
                "a\rb",
                "a\nb",
                "x\u0001y",
                "x\u0002y",
                "p+q",
                "p%2Fq",
                "p q",
                Normalizer.normalize("\u00e9", Normalizer.Form.NFC),
                Normalizer.normalize("\u00e9", Normalizer.Form.NFD),
                "a//b",
                "dir/",
                "fp",
                "fp/x",
                "\uD83D\uDE00",
                "a&b<c>\"'"));
        names.removeIf(name -> mayRefuse().contains(name) && isRefused(name));
        for (var name : names) {
            if (!mayRefuse().contains(name)) {
                Stores.write(store, name, "content of " + name);
            }
        }
        var listed = new ArrayList<String>();
        store.list("").forEachRemaining(object -> listed.add(object.key()));

        assertThat(listed).containsExactlyInAnyOrderElementsOf(names);
        names.removeAll(mayRefuse());
        for (var name : names) {
            assertThat(Stores.read(store, name))
                    .asString(StandardCharsets.UTF_8)
                    .isEqualTo("content of " + name);
        }
    }

    private boolean isRefused(String name) {
        try {
            Stores.write(store, name, "content of " + name);
            return false;
        } catch (StoreFailure failure) {
            return true;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void listsPageByPage() throws IOException {
        for (var i = 0; i < 1_050; i++) {
            Stores.write(store, "p/%04d".formatted(i), "x");
        }
        Stores.write(store, "q", "x");
        var listed = new ArrayList<String>();

        store.list("p/").forEachRemaining(object -> listed.add(object.key()));

        assertThat(listed).hasSize(1_050).isSorted().doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @ValueSource(ints = {10, PART + 1})
    void leavesWhatIsThere(int size) throws IOException {
        Assumptions.assumeTrue(size < PART || survivesGivingUp(), "this server removes it with the upload given up");
        Stores.write(store, "a", "first");

        fails(Kind.OCCUPIED, () -> Stores.write(store, "a", new byte[size], Description.NONE));

        assertThat(Stores.read(store, "a")).asString().isEqualTo("first");
        assertThat(store.unfinished("a")).isEmpty();
    }

    @Test
    void givesUpWhatWasNotFinished() throws IOException {
        try (var upload = store.upload("a", Description.NONE, 2L * PART)) {
            upload.write(new byte[PART + 1]);
            assertThat(store.unfinished("a")).hasSize(1);
        }

        assertThat(store.unfinished("a")).isEmpty();
        assertThat(store.find("a")).isEmpty();
    }

    @Test
    void deletesWhatWasLookedAtAndNothingElse() throws IOException {
        Stores.write(store, "a", "first");
        var first = store.find("a").orElseThrow();
        store.replace("a", "second".getBytes(StandardCharsets.UTF_8));

        assertThat(store.delete(first)).isFalse();
        assertThat(store.delete(store.find("a").orElseThrow())).isTrue();
        assertThat(store.find("a")).isEmpty();
        assertThat(store.fetch("a")).isEmpty();
    }

    @Test
    void saysThatTheBucketIsNotThere() {
        try (var nowhere = at(Stores.key(), "no-such-bucket-here")) {
            fails(Kind.NO_BUCKET, nowhere::anyKey);
        }
    }

    @Test
    void saysThatTheKeyIsNotValid() {
        Assumptions.assumeTrue(checksSignatures(), "this server believes every signature");
        try (var wrong = at(new AccessKeys.AccessKey(Stores.key().id(), "wrong", ""), bucket())) {
            fails(Kind.CREDENTIALS, wrong::anyKey);
        }
        try (var unknown = at(new AccessKeys.AccessKey("unknown", "wrong", ""), bucket())) {
            fails(Kind.CREDENTIALS, unknown::anyKey);
        }
    }

    @Test
    void holdsALease() throws Exception {
        var terms = new Terms("me", Duration.ofMinutes(10), Duration.ZERO);
        var leases = new ObjectLeaseStore(store, "lease/");
        try (var asleep = HeldLease.await(leases, terms);
                var next = HeldLease.await(leases, terms)) {
            assertThatCode(next::check).doesNotThrowAnyException();
            assertThatThrownBy(asleep::check).isInstanceOf(Fenced.class);
        }
    }

    private interface Call {
        void make() throws IOException;
    }

    private static void fails(Kind kind, Call call) {
        assertThatThrownBy(call::make)
                .isInstanceOfSatisfying(
                        StoreFailure.class,
                        failure -> assertThat(failure.kind())
                                .as(failure.getMessage())
                                .isEqualTo(kind));
    }
}
