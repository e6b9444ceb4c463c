package io.movein.store.search;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.movein.process.configuration.PaceSettings;
import io.movein.process.items.Blame;
import io.movein.process.pace.Pace;
import io.movein.process.retry.Retries;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Beside a server that begins an answer and never ends it. */
@Timeout(60)
class SearchHttpTest {

    private static final int LARGEST = 1000;

    private final CountDownLatch cutOff = new CountDownLatch(1);
    private ServerSocket server;

    @BeforeEach
    void listen() throws IOException {
        server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    }

    @AfterEach
    void close() throws IOException {
        server.close();
    }

    @Test
    void waitsForNoEndThatDoesNotComeAndCutsItOff() throws Exception {
        begins("{\"took\":");

        try (var http = http(Duration.ofMillis(200))) {
            assertThatThrownBy(() -> http.once("GET", "/_search?q=1", new byte[0]))
                    .isInstanceOfSatisfying(
                            SearchFailure.class,
                            failure -> assertThat(failure.is(SearchFailure.Kind.PASSING))
                                    .isTrue())
                    .hasMessageContaining("GET /_search: ")
                    .hasMessageContaining("no answer within 200 ms");

            assertThat(cutOff.await(30, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void takesNoMoreThanItHasRoomFor() throws Exception {
        begins(" ".repeat(LARGEST + 1));

        try (var http = http(Duration.ofSeconds(30))) {
            assertThatThrownBy(() -> http.once("GET", "/_search", new byte[0]))
                    .isInstanceOfSatisfying(
                            SearchFailure.class,
                            failure -> assertThat(failure.is(SearchFailure.Kind.PERMANENT))
                                    .isTrue())
                    .hasMessageContaining("GET /_search: an answer of more than 1000 bytes (expected at most that)");

            assertThat(cutOff.await(30, TimeUnit.SECONDS)).isTrue();
        }
    }

    private SearchHttp http(Duration patience) {
        var address = URI.create("http://127.0.0.1:" + server.getLocalPort());
        var retries = new Retries(SearchFailure::classify, Pace.of(new PaceSettings(1, null, null)));
        return new SearchHttp(
                new SearchServer("search source", address, Map.of()), retries, Blame.SOURCE, LARGEST, patience);
    }

    /** Answers one question, and then waits for the other side to close the connection. */
    private void begins(String body) {
        Thread.ofPlatform().daemon().start(() -> {
            try (var connection = server.accept()) {
                // the question, which is shorter
                var read = connection.getInputStream().read(new byte[10_000]);
                var answer = "HTTP/1.1 200 OK\r\nContent-Length: 1000000000\r\n\r\n" + body;
                connection.getOutputStream().write(answer.getBytes(US_ASCII));
                while (read >= 0) {
                    read = connection.getInputStream().read();
                }
                cutOff.countDown();
            } catch (IOException closed) {
                cutOff.countDown();
            }
        });
    }
}
