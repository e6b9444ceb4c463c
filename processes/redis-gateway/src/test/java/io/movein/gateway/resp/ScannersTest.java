package io.movein.gateway.resp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.Unpooled;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ScannersTest {

    private static final List<String> REPLIES = List.of(
            "+OK\r\n",
            "-ERR no\r\n",
            ":42\r\n",
            "$-1\r\n",
            "$0\r\n\r\n",
            "$7\r\na\r\nb\r\nc\r\n",
            "*-1\r\n",
            "*0\r\n",
            "*2\r\n$3\r\nfoo\r\n*2\r\n:1\r\n*1\r\n$-1\r\n",
            "%2\r\n+a\r\n:1\r\n+b\r\n*2\r\n_\r\n#t\r\n",
            "~1\r\n,1.5\r\n",
            ">3\r\n$7\r\nmessage\r\n$1\r\nc\r\n$1\r\nx\r\n",
            "=5\r\ntxt:a\r\n",
            "_\r\n");

    @Test
    void findsTheEndsOfCommandsHoweverTheyAreCut() {
        var random = new Random(7);
        for (var round = 0; round < 200; round++) {
            var sent = new ArrayList<CommandWords>();
            var stream = new ByteArrayOutputStream();
            for (var i = 0; i < 20; i++) {
                var words = random.nextInt(5) == 0
                        ? CommandWords.of("PING")
                        : CommandWords.of("SET", "key\r\n" + i, "*".repeat(random.nextInt(40)));
                sent.add(words);
                stream.writeBytes(words.size() == 1 ? "ping\r\n".getBytes(StandardCharsets.US_ASCII) : words.bytes());
            }

            var found = cut(stream.toByteArray(), random);

            assertThat(found).isEqualTo(sent.stream().map(ScannersTest::shown).toList());
        }
    }

    private static List<String> cut(byte[] bytes, Random random) {
        var found = new ArrayList<String>();
        var scanner = new CommandScanner();
        var in = Unpooled.buffer();
        for (var from = 0; from < bytes.length; ) {
            var length = Math.min(bytes.length - from, 1 + random.nextInt(30));
            in.writeBytes(bytes, from, length);
            from += length;
            while (scanner.next(in)) {
                assertThat(scanner.name()).isEqualTo(scanner.words(in).upper(0));
                found.add(shown(scanner.words(in)));
                if (random.nextBoolean()) {
                    in.skipBytes(scanner.end());
                    scanner.consumed(scanner.end());
                }
            }
        }
        return found;
    }

    private static String shown(CommandWords words) {
        return words.upper(0) + " "
                + words.all().stream()
                        .skip(1)
                        .map(word -> new String(word, StandardCharsets.UTF_8))
                        .toList();
    }

    @Test
    void findsTheEndsOfRepliesOfBothVersionsHoweverTheyAreCut() {
        var random = new Random(8);
        for (var round = 0; round < 200; round++) {
            var sent = new ArrayList<String>();
            for (var i = 0; i < 20; i++) {
                sent.add(REPLIES.get(random.nextInt(REPLIES.size())));
            }
            var bytes = String.join("", sent).getBytes(StandardCharsets.US_ASCII);
            var scanner = new ReplyScanner();
            var in = Unpooled.buffer();
            var found = new ArrayList<String>();
            for (var from = 0; from < bytes.length; ) {
                var length = Math.min(bytes.length - from, 1 + random.nextInt(12));
                in.writeBytes(bytes, from, length);
                from += length;
                while (scanner.next(in)) {
                    found.add(in.toString(
                            in.readerIndex() + scanner.start(),
                            scanner.end() - scanner.start(),
                            StandardCharsets.US_ASCII));
                    if (random.nextBoolean()) {
                        in.skipBytes(scanner.end());
                        scanner.consumed(scanner.end());
                    }
                }
            }

            assertThat(found).isEqualTo(sent);
        }
    }

    @Test
    void tellsNilsErrorsAndMessages() {
        var scanner = new ReplyScanner();
        var in = Unpooled.copiedBuffer(
                "*-1\r\n-NOPERM no\r\n*3\r\n$9\r\nsubscribe\r\n$1\r\nc\r\n:1\r\n", StandardCharsets.US_ASCII);

        assertThat(scanner.next(in)).isTrue();
        assertThat(scanner.isNil()).isTrue();
        assertThat(scanner.next(in)).isTrue();
        assertThat(scanner.isError()).isTrue();
        assertThat(scanner.head()).isEqualTo("NOPERM no");
        assertThat(scanner.next(in)).isTrue();
        assertThat(scanner.head()).isEqualTo("subscribe");
        assertThat(scanner.isNil()).isFalse();
    }

    @Test
    void refusesWhatIsNoProtocol() {
        var in = Unpooled.copiedBuffer("*1\r\nGET\r\n", StandardCharsets.US_ASCII);

        assertThatThrownBy(() -> new CommandScanner().next(in)).hasMessageContaining("expected '$'");
    }

    @Test
    void writesMapsAndNumbersAsEachVersionHasThem() {
        var reply = Map.of("lag", 1.5);

        assertThat(new String(CommandReply.bytes(reply, true), StandardCharsets.UTF_8))
                .isEqualTo("%1\r\n$3\r\nlag\r\n,1.5\r\n");
        assertThat(new String(CommandReply.bytes(reply, false), StandardCharsets.UTF_8))
                .isEqualTo("*2\r\n$3\r\nlag\r\n$3\r\n1.5\r\n");
    }
}
