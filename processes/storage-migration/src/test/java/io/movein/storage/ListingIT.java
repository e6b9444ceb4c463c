package io.movein.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.movein.standin.objects.HttpReply;
import io.movein.standin.objects.Rule;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ListingIT extends SceneIT {

    private static final List<String> NAMES = List.of(
            "a\rb",
            "a\nb",
            "x\u0001y",
            "x\u0002y",
            "p+q",
            "p%2Fq",
            Normalizer.normalize("\u00e9", Normalizer.Form.NFC),
            Normalizer.normalize("\u00e9", Normalizer.Form.NFD),
            "k".repeat(1_024),
            "a//b",
            "dir/",
            "fp",
            "fp/x",
            " ");

    @BeforeEach
    void byListing() {
        var text = scene.configuration();
        scene.with(
                text.substring(text.indexOf("  postgresql:"), text.indexOf("transfer:")),
                "  listing: {binding: old}\n");
    }

    /** Case 7: each name byte by byte. */
    @Test
    void movesEachObjectUnderExactlyItsBytes() {
        NAMES.forEach(
                name -> scene.old.put("old-files", name, ("content of " + name).getBytes(StandardCharsets.UTF_8)));

        assertThat(scene.live()).as(scene.output()).isZero();

        NAMES.forEach(name -> assertThat(scene.next.content("new-files", name))
                .asString(StandardCharsets.UTF_8)
                .isEqualTo("content of " + name));
        assertThat(scene.next.keys("new-files").stream().filter(key -> key.startsWith("movein-pointers/")))
                .hasSize(NAMES.size());
    }

    @Test
    void aSecondRunMovesOnlyWhatHasNoPointer() {
        scene.old.put("old-files", "a", new byte[] {1});
        assertThat(scene.live()).as(scene.output()).isZero();
        scene.old.put("old-files", "b", new byte[] {2});
        scene.beforeNew.forget();

        assertThat(scene.live("--attempt", "fresh")).as(scene.output()).isZero();

        assertThat(scene.output()).contains("1 of 1 artifacts moved");
        assertThat(scene.beforeNew.count(puts("/new-files/a"))).isZero();
    }

    @Test
    void aListedKeyThatIsNotThereIsAnErrorOfTheListing() {
        scene.old.put("old-files", "a", new byte[] {1});
        scene.old.put("old-files", "liar", new byte[] {1});
        scene.beforeOld.with(Rule.answer(reads("/old-files/liar"), HttpReply.error(404, "NoSuchKey")));

        assertThat(scene.live()).isEqualTo(10);

        assertThat(scene.output()).contains("failed: listing-contradicts 1");
    }

    /** Case 7: a server that lists a key again, right after it and later. */
    @ParameterizedTest
    @ValueSource(strings = {"a", "b"})
    void aKeyThatIsListedTwiceIsAnErrorOfTheListing(String again) {
        scene.old.put("old-files", "a", new byte[] {1});
        scene.old.put("old-files", "b", new byte[] {2});
        scene.beforeOld.with((call, upstream) -> {
            if (!call.asks("list-type")) {
                return Optional.empty();
            }
            var reply = upstream.send(call);
            var listing = new String(reply.body(), StandardCharsets.UTF_8);
            var row = Pattern.compile(
                            "<Contents>(?:(?!</Contents>).)*<Key>" + again + "</Key>.*?</Contents>", Pattern.DOTALL)
                    .matcher(listing);
            var twice =
                    row.find() ? listing.replace("</ListBucketResult>", row.group() + "</ListBucketResult>") : listing;
            return Optional.of(new HttpReply(
                    reply.status(), reply.without("content-length").headers(), twice.getBytes(StandardCharsets.UTF_8)));
        });

        assertThat(scene.live()).as(scene.output()).isEqualTo(3);

        assertThat(scene.output()).contains("listed '" + again + "' twice");
        assertThat(scene.next.keys("new-files")).noneMatch(key -> key.equals("a") || key.equals("b"));
    }

    /** Case 6: all headers, metadata and tags, below and above the part size. */
    @Test
    void keepsAllThatAnObjectCarries() {
        var headers = new HashMap<>(Map.of(
                "content-type",
                "image/png",
                "cache-control",
                "max-age=60",
                "content-disposition",
                "attachment; filename=\"a b.png\"",
                "content-language",
                "de-CH",
                "expires",
                "Wed, 21 Oct 2026 07:28:00 GMT"));
        for (var i = 0; i < 4; i++) {
            headers.put("x-amz-meta-m" + i, "value " + i);
        }
        headers.put("x-amz-meta-m4", "=?UTF-8?B?w6k=?=");
        var tags = "t0=0&t1=1&t2=2&t3=3&t4=4&t5=5&t6=6&t7=7&t8=8&t9=%C3%A9";
        for (var size : List.of(5 * 1024 * 1024 - 1, 5 * 1024 * 1024 + 1)) {
            var content = new byte[size];
            new Random(size).nextBytes(content);
            scene.old.put("old-files", "o" + size, content, headers, tags);
        }

        assertThat(scene.live()).as(scene.output()).isZero();

        for (var key : scene.old.keys("old-files")) {
            assertThat(scene.next.headers("new-files", key)).containsAllEntriesOf(scene.old.headers("old-files", key));
            assertThat(scene.next.tags("new-files", key))
                    .isEqualTo(scene.old.tags("old-files", key))
                    .hasSize(10);
            assertThat(scene.next.content("new-files", key)).isEqualTo(scene.old.content("old-files", key));
        }
    }
}
