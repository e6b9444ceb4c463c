package io.movein.runner.cluster;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import io.kubernetes.client.util.ClientBuilder;
import io.movein.runner.run.LogLine;
import io.movein.testkit.LoopbackServer;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** What a process writes faster than anybody reads it. */
class LongLogIT {
    private static final LogLine END = new LogLine("u", "the bucket is not there");

    private final List<String> asked = new CopyOnWriteArrayList<>();

    @AutoClose
    private final LoopbackServer server = new LoopbackServer(this::answer);

    @Test
    void hasItsLastLinesWhereItIsTooLongToBeRead() {
        var client = new ClientBuilder().setBasePath(server.url()).build();

        var lines = new KubernetesCluster(client).log("media", "run-1", "migration", null, _ -> false);

        assertThat(lines).hasSize(400);
        assertThat(lines.getFirst().text()).startsWith(Endless.WORDS);
        assertThat(lines.getLast()).isEqualTo(END);
        assertThat(asked)
                .containsExactly(
                        "container=migration&timestamps=true", "container=migration&tailLines=400&timestamps=true");
    }

    private void answer(HttpExchange exchange) throws IOException {
        var query = exchange.getRequestURI().getQuery();
        asked.add(query);
        exchange.sendResponseHeaders(200, 0);
        try (var out = exchange.getResponseBody()) {
            if (query.contains("tailLines")) {
                out.write((END.time() + " " + END.text() + "\n").getBytes(UTF_8));
            } else {
                new BufferedInputStream(new Endless(Integer.MAX_VALUE, 10_000), 1 << 16).transferTo(out);
            }
        } catch (IOException e) {
            // whoever asked has read enough
        }
    }
}
