package io.movein.runtime.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import io.kubernetes.client.openapi.ApiClient;
import io.movein.testkit.LoopbackServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import okhttp3.Request;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InClusterIT {
    private final List<String> presented = new ArrayList<>();
    private final AtomicLong nanos = new AtomicLong();

    @TempDir
    Path folder;

    @Test
    void aTokenThatWasRenewedIsPresentedAMinuteLaterThoughTheWallClockStands() throws Exception {
        var file = Files.writeString(folder.resolve("token"), "first\n");
        try (var server = new LoopbackServer(this::note)) {
            var client = new ApiClient().setBasePath(server.url());
            InCluster.token(file, nanos::get).provide(client);
            ask(client);

            Files.writeString(file, "second\n");
            nanos.addAndGet(TimeUnit.SECONDS.toNanos(61));
            ask(client);
        }

        assertThat(presented).containsExactly("Bearer first", "Bearer second");
    }

    private void note(HttpExchange exchange) throws IOException {
        presented.add(exchange.getRequestHeaders().getFirst("Authorization"));
        LoopbackServer.status(exchange, 204);
    }

    private static void ask(ApiClient client) throws Exception {
        client.getHttpClient()
                .newCall(new Request.Builder().url(client.getBasePath()).build())
                .execute()
                .close();
    }
}
