package io.movein.runner.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.movein.runner.run.LogLine;
import java.io.ByteArrayInputStream;
import java.io.IOException;
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

    private static List<LogLine> read(String text) throws IOException {
        return new LogStream("ALARM"::equals).read(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
    }
}
