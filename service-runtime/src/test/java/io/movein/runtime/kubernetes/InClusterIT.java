package io.movein.runtime.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.kubernetes.client.openapi.ApiClient;
import java.net.InetAddress;
import java.net.InetSocketAddress;
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
        var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            presented.add(exchange.getRequestHeaders().getFirst("Authorization"));
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        });
        server.start();
        try {
            var client = new ApiClient()
                    .setBasePath("http://127.0.0.1:" + server.getAddress().getPort());
            InCluster.token(file, nanos::get).provide(client);
            ask(client);

            Files.writeString(file, "second\n");
            nanos.addAndGet(TimeUnit.SECONDS.toNanos(61));
            ask(client);
        } finally {
            server.stop(0);
        }

        assertThat(presented).containsExactly("Bearer first", "Bearer second");
    }

    private static void ask(ApiClient client) throws Exception {
        client.getHttpClient()
                .newCall(new Request.Builder().url(client.getBasePath()).build())
                .execute()
                .close();
    }
}
