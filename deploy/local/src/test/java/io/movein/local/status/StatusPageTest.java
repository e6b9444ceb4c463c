package io.movein.local.status;

import static org.assertj.core.api.Assertions.assertThat;

import io.movein.local.screen.Screen;
import io.movein.runtime.status.ServiceHealth;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class StatusPageTest {
    private static final URI URL = URI.create("http://127.0.0.1:8082");
    private static final Instant NOW = Instant.parse("2026-03-02T12:00:00Z");
    private static final String WELL = """
            {"name": "review", "status": "UP", "details": {
              "workers": {"name": "workers", "status": "UP", "details": {"ReviewStream": "decides"}},
              "stuck": {"name": "stuck", "status": "UP", "details": {"count": 0, "oldest": []}}}}""";
    private static final String STUCK = """
            {"name": "reporter", "status": "DEGRADED", "details": {
              "stuck": {"name": "stuck", "status": "DEGRADED", "details": {"count": 3, "oldest": [
                {"migration": "acme/infra#17", "where": "movein.events-1@7", "since": "2026-03-02T10:30:00Z",
                 "attempts": 12, "why": "GitHub answers 500"}]}}}}""";
    private static final String DOWN = """
            {"name": "runner", "status": "DOWN", "details": {
              "workers": {"name": "workers", "status": "DOWN", "details": {"orders": "has not asked Kafka for 40 s"}}}}""";

    @Test
    void saysThatNothingIsStuck() throws Exception {
        assertThat(page(ServiceHealth.read("review", URL, WELL))).isEqualTo("""

                Services
                  review     UP        http://127.0.0.1:8082

                Nothing is stuck
                """);
    }

    @Test
    void tellsOfEachMigrationThatIsStuckSinceWhenAndWhy() throws Exception {
        assertThat(page(ServiceHealth.read("reporter", URL, STUCK), ServiceHealth.read("runner", URL, DOWN)))
                .isEqualTo("""

                Services
                  reporter   DEGRADED  http://127.0.0.1:8082
                  runner     DOWN      http://127.0.0.1:8082
                             workers orders: has not asked Kafka for 40 s

                Stuck, the oldest first
                  acme/infra#17  since 2026-03-02T10:30:00Z (1 h 30 min), in reporter, 12 attempt(s)
                      movein.events-1@7: GitHub answers 500
                  … and 2 more in reporter
                """);
    }

    @Test
    void aServiceThatDoesNotAnswerIsAway() throws Exception {
        int nobody;
        try (var probe = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            nobody = probe.getLocalPort();
        }

        try (var client = HttpClient.newHttpClient()) {
            var health = ServiceHealth.ask(client, "intake", URI.create("http://127.0.0.1:" + nobody));

            assertThat(health.status()).isEqualTo("AWAY");
            assertThat(health.complaints()).containsExactly("does not answer: ConnectException");
        }
    }

    private static String page(ServiceHealth... services) {
        var out = new ByteArrayOutputStream();
        new StatusPage(new Screen(new PrintStream(out, true, StandardCharsets.UTF_8), false, false), NOW)
                .show(List.of(services));
        return out.toString(StandardCharsets.UTF_8);
    }
}
