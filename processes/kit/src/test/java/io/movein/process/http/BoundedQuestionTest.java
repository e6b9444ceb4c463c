package io.movein.process.http;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class BoundedQuestionTest {

    private static final Duration LONG = Duration.ofSeconds(30);
    private static final Duration SHORT = Duration.ofMillis(200);
    private static final String BEGINNING = "HTTP/1.1 200 OK\r\nContent-Length: 1000000000\r\n\r\nabc";

    private final CountDownLatch cutOff = new CountDownLatch(1);
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private ServerSocket server;

    /** What a server does with a connection once it was asked. */
    private interface Answering {
        void to(OutputStream out) throws IOException;
    }

    @BeforeEach
    void listen() throws IOException {
        server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    }

    @AfterEach
    void close() throws IOException {
        client.shutdownNow();
        server.close();
    }

    @Test
    void givesTheWholeAnswer() throws Exception {
        answers(out -> out.write("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc".getBytes(US_ASCII)));

        var answer = new BoundedQuestion(client, 3, LONG).ask(question());

        assertThat(answer.body())
                .hasValueSatisfying(body -> assertThat(body).asString(US_ASCII).isEqualTo("abc"));
    }

    @Test
    void cutsOffAnAnswerThatDoesNotEndInTime() throws Exception {
        answers(out -> out.write(BEGINNING.getBytes(US_ASCII)));

        assertThatThrownBy(() -> new BoundedQuestion(client, 10, SHORT).ask(question()))
                .isInstanceOf(HttpTimeoutException.class)
                .hasMessage("no answer within 200 ms");

        assertThat(cutOff.await(30, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void cutsOffAnAnswerThatIsLargerThanItMayBe() throws Exception {
        answers(out -> {
            out.write(BEGINNING.getBytes(US_ASCII));
            while (true) {
                out.write(new byte[1000]);
            }
        });

        var answer = new BoundedQuestion(client, 100_000, LONG).ask(question());

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEmpty();
        assertThat(cutOff.await(30, TimeUnit.SECONDS)).isTrue();
    }

    private HttpRequest question() {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.getLocalPort()))
                .build();
    }

    /** One connection, and looks whether the other side closes it. */
    private void answers(Answering answering) {
        Thread.ofPlatform().daemon().start(() -> {
            try (var connection = server.accept()) {
                serve(connection, answering);
            } catch (IOException closed) {
                cutOff.countDown();
            }
        });
    }

    private void serve(Socket connection, Answering answering) throws IOException {
        // the question, which is shorter
        var read = connection.getInputStream().read(new byte[10_000]);
        answering.to(connection.getOutputStream());
        while (read >= 0) {
            read = connection.getInputStream().read();
        }
        cutOff.countDown();
    }
}
