package io.movein.store.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.movein.store.redis.SourceChange.Copied;
import io.movein.store.redis.SourceChange.Passed;
import io.movein.store.redis.SourceChange.SnapshotBegins;
import io.movein.store.redis.SourceChange.SnapshotEnds;
import io.movein.store.redis.SourceChange.Written;
import io.movein.testkit.Wire;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the writer does once where its connection breaks at any of its steps, or its process is another's. */
class WriterIT extends ReplicaOfATenant {

    private static final String COUNTER = "acme-corp:counter";

    private Wire wire;
    private Anchor anchor;
    private Source source;
    private Writer writer;

    @BeforeEach
    void open() throws Exception {
        wire = new Wire(pair.targetProcess.port());
        // a server that nobody follows counts no offset
        anchor = Anchor.at(pair.sourceServer(), Duration.ofSeconds(30));
        source = Source.open(pair.sourceServer(), pair.tenant);
        writer = writer();
    }

    @AfterEach
    void close() throws Exception {
        writer.target().close();
        source.close();
        anchor.close();
        wire.close();
    }

    /** As a process that begins has it. */
    private Writer writer() {
        var target = Target.open(Pair.server("target", wire), pair.tenant, 0);
        var figures = new CopyFigures();
        var copier =
                new Copier(target, 1, 1 << 20, () -> 4, _ -> {}, figures, (key, why) -> pair.refused.add(key + why));
        return new Writer(pair.tenant, source, target, copier, figures, _ -> {});
    }

    private static Position at(long offset) {
        return new Position("history", offset, 0);
    }

    private static Written write(long after, Object... words) {
        return new Written(RedisCommand.of(words), at(after));
    }

    private void take(SourceChange... changes) throws InterruptedException {
        for (var change : changes) {
            writer.take(change);
        }
        writer.flush();
    }

    private Copied copied() {
        pair.source.call("SET", COUNTER, 1);
        var key = new Key(COUNTER.getBytes(StandardCharsets.UTF_8));
        return new Copied(
                Objects.requireNonNull(source.fetch(List.of(key)).entries().get(key))
                        .orElseThrow());
    }

    private void copyOf(long offset) throws InterruptedException {
        take(new SnapshotBegins(at(offset)), new SnapshotEnds(at(offset)));
    }

    private void breaksAndIsMadeAnew(SourceChange... changes) {
        assertThatThrownBy(() -> take(changes)).hasMessageContaining("target");
        writer.reconnected(writer.target().again());
    }

    private String counter() {
        return pair.target.text("GET", COUNTER);
    }

    @Test
    void aLateTransactionOfABrokenConnectionIsVoid() throws Exception {
        copyOf(0);
        wire.keep("incr");
        breaksAndIsMadeAnew(write(10, "INCR", COUNTER));
        writer.flush();
        assertThat(counter()).isEqualTo("1");

        wire.letGo();

        assertThat(counter()).isEqualTo("1");
    }

    @Test
    void aLateTransactionOfAReplacedProcessIsVoid() throws Exception {
        copyOf(0);
        wire.keep("incr");
        assertThatThrownBy(() -> take(write(10, "INCR", COUNTER))).isInstanceOf(RedisFailure.class);
        writer = writer();
        take(write(10, "INCR", COUNTER));

        wire.letGo();

        assertThat(counter()).isEqualTo("1");
    }

    @Test
    void aLateCopyOfABrokenConnectionIsVoid() throws Exception {
        var copied = copied();
        writer.take(new SnapshotBegins(at(0)));
        wire.keep("restore");
        writer.take(copied);
        breaksAndIsMadeAnew(new SnapshotEnds(at(0)));
        take(new SnapshotEnds(at(0)), write(10, "INCR", COUNTER));
        assertThat(counter()).isEqualTo("2");

        wire.letGo();

        assertThat(counter()).isEqualTo("2");
    }

    @Test
    void aLateCopyOfAReplacedProcessIsVoid() throws Exception {
        var copied = copied();
        writer.take(new SnapshotBegins(at(0)));
        wire.keep("restore");
        writer.take(copied);
        wire.awaitKept();
        writer = writer();
        take(new SnapshotBegins(at(5)), copied, new SnapshotEnds(at(5)), write(10, "INCR", COUNTER));

        wire.letGo();

        assertThat(counter()).isEqualTo("2");
    }

    /** It is given once more, as nobody heard of it. */
    @Test
    void theEndOfACopyThatWasCommittedIsPassedOver() throws Exception {
        writer.take(new SnapshotBegins(at(0)));
        wire.loseAnswerTo("position");
        breaksAndIsMadeAnew(new SnapshotEnds(at(0)));

        take(new SnapshotEnds(at(0)), write(10, "INCR", COUNTER));

        assertThat(writer.position()).isEqualTo(at(10));
        assertThat(counter()).isEqualTo("1");
    }

    @Test
    void goesOnWhereItBrokeWhileTheTargetIsEmptied() throws Exception {
        copyOf(100);
        pair.target.call("SET", "acme-corp:stale", 1);
        wire.loseAnswerTo("position");

        breaksAndIsMadeAnew(new SnapshotBegins(at(5)));
        take(new SnapshotBegins(at(5)), new SnapshotEnds(at(5)));

        assertThat(writer.position()).isEqualTo(at(5));
        assertThat(pair.target.call("EXISTS", "acme-corp:stale")).isEqualTo(0L);
    }

    /** The link was lost in the middle of it, and everything is copied anew. */
    @Test
    void aMultiThatWasLeftOpenHoldsNothingBack() throws Exception {
        copyOf(0);
        take(write(5, "MULTI"), write(10, "INCR", COUNTER));
        assertThat(pair.target.call("EXISTS", COUNTER)).isEqualTo(0L);

        copyOf(20);
        take(write(30, "INCR", COUNTER));

        assertThat(counter()).isEqualTo("1");
        assertThat(writer.position()).isEqualTo(at(30));
    }

    @Test
    void aMultiIsTakenUpWholeWhereItBrokeInItsMiddle() throws Exception {
        copyOf(0);
        take(write(5, "MULTI"), write(10, "INCR", COUNTER));

        writer.reconnected(writer.target().again());
        take(write(15, "INCR", COUNTER), write(20, "EXEC"));

        assertThat(counter()).isEqualTo("2");
    }

    @Test
    void reachesAgainWhatDidNotConcernTheTenant() throws Exception {
        copyOf(0);
        wire.keep("position");
        breaksAndIsMadeAnew(new Passed(at(50)));

        writer.flush();

        assertThat(writer.position()).isEqualTo(at(50));
    }

    /** A key that another tenant's was copied to is read anew, and has what was written to it since: at an offset that is far ahead. */
    private Written readsAnew(long after) {
        pair.source.call("SET", COUNTER, 7);
        return write(after, "COPY", "other:n", COUNTER, "REPLACE");
    }

    @Test
    void aKeyThatWasReadAnewIsAheadAlsoIfTheAnswerIsLost() throws Exception {
        copyOf(0);
        wire.loseAnswerTo("restore");
        breaksAndIsMadeAnew(readsAnew(10));

        take(write(12, "INCR", COUNTER));

        assertThat(counter()).isEqualTo("7");
    }

    @Test
    void aKeyThatWasReadAnewIsAheadAlsoForTheNextProcess() throws Exception {
        copyOf(0);
        take(readsAnew(10));

        writer = writer();
        take(write(12, "INCR", COUNTER));

        assertThat(counter()).isEqualTo("7");
    }

    /** What depends on it is read anew too; that the target did not take it must not count as if it had. */
    @Test
    void aKeyWhoseValueDidNotArriveIsReadOnceMore() throws Exception {
        copyOf(0);
        take(readsAnew(10));
        pair.source.call("SET", "acme-corp:copy", 7);
        wire.keep("restore");
        breaksAndIsMadeAnew(write(12, "COPY", COUNTER, "acme-corp:copy"));

        writer.flush();

        assertThat(pair.target.text("GET", "acme-corp:copy")).isEqualTo("7");
    }

    /** The source's offsets begin small again after it was set up anew. */
    @Test
    void nothingIsAheadOfACopyAnew() throws Exception {
        copyOf(0);
        take(readsAnew(10));

        copyOf(11);
        take(write(12, "INCR", COUNTER));

        assertThat(counter()).isEqualTo("1");
    }
}
