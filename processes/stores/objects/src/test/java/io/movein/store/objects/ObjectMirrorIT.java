package io.movein.store.objects;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.movein.process.items.Journal;
import io.movein.standin.objects.Call;
import io.movein.standin.objects.HttpReply;
import io.movein.standin.objects.LyingProxy;
import io.movein.standin.objects.ObjectServer;
import io.movein.standin.objects.Rule;
import io.movein.standin.objects.S3Server;
import io.movein.store.objects.ObjectMirror.Pass;
import io.movein.store.objects.ObjectMirror.Undone;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ObjectMirrorIT {

    private static final int PART = 5 * 1024 * 1024;

    @TempDir
    Path folder;

    private ObjectServer server;
    private LyingProxy proxy;
    private Journal journal;
    private ObjectStore source;
    private ObjectStore target;
    private ObjectMirror mirror;

    @BeforeEach
    void start() {
        server = ObjectServer.start("shared", "own");
        proxy = LyingProxy.before(server.endpoint());
        journal = Journal.open(folder.resolve("journal.db"), Clock.systemUTC());
        source = at("source", proxy.endpoint(), "shared", "acme/");
        target = at("target", proxy.endpoint(), "own", "");
        mirror = mirror();
        put("other/a", "of another tenant");
    }

    @AfterEach
    void stop() {
        source.close();
        target.close();
        journal.close();
        proxy.close();
        server.close();
    }

    private static ObjectStore at(String name, URI endpoint, String bucket, String prefix) {
        var place = new Place(name, endpoint, S3Server.REGION, bucket, prefix, true);
        return Stores.at(place, new AccessKeys(Stores::key), new Encryption.None());
    }

    private ObjectMirror mirror() {
        return new ObjectMirror(source, target, journal.facts(), () -> {});
    }

    private Pass pass() throws InterruptedException {
        return mirror.pass(Stores.PACE, () -> false);
    }

    private void put(String key, String content) {
        server.put("shared", key, bytes(content));
    }

    private static byte[] bytes(String content) {
        return content.getBytes(StandardCharsets.UTF_8);
    }

    private String own(String key) {
        return new String(server.content("own", key), StandardCharsets.UTF_8);
    }

    private boolean equal() {
        var compared = mirror.compare();
        return compared.differences().isEmpty() && compared.source().equals(compared.target());
    }

    @Test
    void bringsEverythingBelowThePrefixWithWhatItCarries() throws Exception {
        server.put(
                "shared",
                "acme/a b",
                bytes("one"),
                Map.of("content-type", "text/plain", "x-amz-meta-owner", "me"),
                "class=gold");
        put("acme/", "");
        put("acme/empty", "");
        put("acme/x//y", "two");
        put("acme/\uFB01", "three");
        put("acme/\uD83D\uDE00", "four");
        server.putZeros("shared", "acme/large", PART + 1L);

        assertThat(pass()).isEqualTo(new Pass(6, PART + 16L, 6, true, true));

        assertThat(server.keys("own")).containsExactly("a b", "empty", "large", "x//y", "\uFB01", "\uD83D\uDE00");
        assertThat(server.headers("own", "a b"))
                .containsEntry("content-type", "text/plain")
                .containsEntry("x-amz-meta-owner", "me");
        assertThat(server.tags("own", "a b")).isEqualTo(Map.of("class", "gold"));
        assertThat(equal()).isTrue();
        assertThat(mirror.compare().target().bytes()).isEqualTo(PART + 16L);
    }

    @Test
    void comparesAsAPassHasListedThemWhileTheyAreWritten() throws Exception {
        for (var i = 0; i < 9; i++) {
            put("acme/" + i, "content " + i);
        }
        pass();
        put("acme/3", "written over");
        put("acme/new", "new");
        server.remove("shared", "acme/5");

        var followed = mirror.compareFollowed(Map.of());

        assertThat(followed.since()).containsOnlyKeys("3", "5", "new");
        assertThat(followed.differences()).isEmpty();
        assertThat(followed.source()).isEqualTo(followed.target());
        assertThat(followed.source().objects()).isEqualTo(7);

        // no pass lies between, as if one had missed them
        var missed = mirror.compareFollowed(followed.since());
        assertThat(missed.since()).isEmpty();
        assertThat(missed.differences())
                .containsExactly(
                        "'3' was changed at the source after it was copied",
                        "'5' is at the target alone",
                        "'new' is not at the target");

        pass();
        server.put("own", "7", bytes("damaged"));
        put("acme/3", "written over again");
        var damaged = mirror.compareFollowed(followed.since());
        assertThat(damaged.since()).containsOnlyKeys("3");
        assertThat(damaged.differences()).containsExactly("'7' was changed at the target after it was copied");
    }

    @Test
    void asksForNothingButTheListingWhereNothingHasChanged() throws Exception {
        for (var i = 0; i < 50; i++) {
            put("acme/" + i, "content " + i);
        }
        pass();
        var before = proxy.calls().size();

        assertThat(pass()).isEqualTo(new Pass(50, 490, 0, true, true));

        var asked = proxy.calls();
        assertThat(asked.subList(before, asked.size()))
                .hasSize(1)
                .allMatch(call -> call.method().equals("GET") && call.asks("list-type"));
    }

    @Test
    void followsWhatIsReplacedAddedAndRemoved() throws Exception {
        List.of("a", "b", "c", "d").forEach(key -> put("acme/" + key, "first"));
        pass();
        put("acme/b", "second");
        put("acme/bb", "new");
        server.remove("shared", "acme/c");
        assertThat(mirror.compare().differences())
                .containsExactly(
                        "'b' was changed at the source after it was copied",
                        "'bb' is not at the target",
                        "'c' is at the target alone");

        assertThat(pass().changed()).isEqualTo(3);

        assertThat(server.keys("own")).containsExactly("a", "b", "bb", "d");
        assertThat(own("b")).isEqualTo("second");
        assertThat(equal()).isTrue();
    }

    @Test
    void replacesAndRemovesNothingThatSomebodyElseHasWritten() throws Exception {
        put("acme/a", "first");
        put("acme/b", "first");
        pass();
        server.put("own", "a", bytes("of somebody else"));
        put("acme/a", "second");
        assertThatThrownBy(this::pass).hasMessageContaining("'a' has content there that this migration did not write");
        server.put("own", "new", bytes("of somebody else"));
        server.remove("shared", "acme/a");
        put("acme/new", "first");
        assertThatThrownBy(this::pass).hasMessageContaining("did not write");

        assertThat(mirror.undo()).isEqualTo(new Undone(1, 1));

        assertThat(server.keys("own")).containsExactly("a", "new");
        assertThat(own("a")).isEqualTo("of somebody else");
        assertThat(mirror.isNew()).isTrue();
    }

    @Test
    void knowsWhatAProcessThatWasKilledHadSent() throws Exception {
        put("acme/a", "first");
        put("acme/b", "first");
        server.putZeros("shared", "acme/large", 2L * PART);
        proxy.with((call, upstream) -> {
            if (call.method().equals("PUT") && !call.asks("partNumber")) {
                upstream.send(call);
            }
            if (call.method().equals("GET") && call.path().startsWith("/own/") || call.asks("uploadId")) {
                throw new IOException("killed");
            }
            return Optional.empty();
        });
        assertThatThrownBy(this::pass).isInstanceOf(StoreFailure.class);
        proxy.tellTheTruth();
        assertThat(server.keys("own")).isNotEmpty();
        assertThat(mirror.compare().differences()).isNotEmpty();
        mirror = mirror();

        pass();

        assertThat(equal()).isTrue();
        assertThat(server.unfinishedUploads("own")).isZero();
        assertThat(mirror.undo().left()).isZero();
        assertThat(server.keys("own")).isEmpty();
    }

    @Test
    void readsBackAndWritesAgainWhatTheTargetDidNotKeep() throws Exception {
        put("acme/a", "first");
        var times = new AtomicInteger();
        proxy.with((call, upstream) -> {
            var isWrite = call.method().equals("PUT") && call.path().equals("/own/a");
            return isWrite && times.getAndIncrement() == 0 ? Optional.of(damaged(call, upstream)) : Optional.empty();
        });

        assertThat(pass().settled()).isTrue();

        assertThat(times).hasValue(2);
        assertThat(own("a")).isEqualTo("first");
        server.put("own", "a", bytes("f1rst"));
        assertThat(mirror.compare().differences()).containsExactly("'a' was changed at the target after it was copied");
        assertThat(equal()).isFalse();
    }

    private static HttpReply damaged(Call call, Rule.Upstream upstream) throws IOException {
        return upstream.send(new Call(call.method(), call.target(), call.headers(), bytes("f1rst")));
    }

    @Test
    void leavesAPassOnceItIsToldToAndTakesWhatChangesMeanwhileWithTheNext() throws Exception {
        put("acme/a", "first");
        put("acme/b", "first");
        var looks = new AtomicInteger();
        assertThat(mirror.pass(Stores.PACE, () -> looks.getAndIncrement() == 1))
                .isEqualTo(new Pass(1, 5, 1, false, true));
        proxy.with((call, _) -> {
            if (call.method().equals("GET") && call.path().equals("/shared/acme/b")) {
                put("acme/b", "second");
            }
            return Optional.empty();
        });
        assertThat(pass().settled()).isFalse();
        proxy.tellTheTruth();

        assertThat(pass().settled()).isTrue();

        assertThat(own("b")).isEqualTo("second");
    }
}
