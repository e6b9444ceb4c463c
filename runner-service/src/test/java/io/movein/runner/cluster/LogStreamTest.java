package io.movein.runner.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.movein.runner.run.LogLine;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LogStreamTest {
    @Test
    void findsTheLineThatMattersBesideTwoOfTenMegabytes() throws IOException {
        var megabytes = "x".repeat(10 << 20);

        var read = read("t1 the bucket is not there\nt2 " + megabytes + "\nt3 " + megabytes + "\nt4 bye\n");

        assertThat(read).extracting(LogLine::time).containsExactly("t1", "t2", "t3", "t4");
        assertThat(read.getFirst().text()).isEqualTo("the bucket is not there");
        assertThat(read.get(1).text()).hasSizeLessThanOrEqualTo(4096);
    }

    @Test
    void keepsTheLastLinesAndWhatMustNotBeMissed() throws IOException {
        var text = IntStream.range(0, 2000)
                .mapToObj(i -> "t%04d %s".formatted(i, i == 7 ? "ALARM" : "line"))
                .collect(Collectors.joining("\n"));

        var read = read(text);

        assertThat(read).hasSize(401);
        assertThat(read.getFirst()).isEqualTo(new LogLine("t0007", "ALARM"));
        assertThat(read.getLast().time()).isEqualTo("t1999");
    }

    @Test
    void takesTheKubeletsWordsForNone() throws IOException {
        assertThat(read("unable to retrieve container logs for containerd://0a1b2c\n"))
                .isEmpty();
    }

    @Test
    void readsHalfAMillionLinesToTheirEnd() throws IOException {
        var log = new LogStream("ALARM"::equals);

        var toItsEnd = log.read(new Endless(500_000));

        assertThat(toItsEnd).isTrue();
        assertThat(log.lines()).hasSize(400);
        assertThat(log.lines().getFirst().time()).isEqualTo(Endless.time(499_600));
        assertThat(log.lines().getLast().time()).isEqualTo(Endless.time(499_999));
    }

    @Test
    void endsAfterABoundedPartOfALogWithoutEndAndGoesOnWithItsTail() throws IOException {
        var log = new LogStream("ALARM"::equals, 1 << 20);

        var toItsEnd = log.read(new Endless(Integer.MAX_VALUE));
        var read = log.lines().getLast().time();
        var tail = log.read(stream(read + " again\nt1 long ago\nu the end\n"));

        assertThat(toItsEnd).isFalse();
        assertThat(tail).isTrue();
        assertThat(log.lines()).hasSize(400);
        assertThat(log.lines().get(398)).isEqualTo(new LogLine(read, Endless.WORDS));
        assertThat(log.lines().getLast()).isEqualTo(new LogLine("u", "the end"));
    }

    private static List<LogLine> read(String text) throws IOException {
        var log = new LogStream("ALARM"::equals);
        assertThat(log.read(stream(text))).isTrue();
        return log.lines();
    }

    private static InputStream stream(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }
}
