package io.movein.runtime.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.movein.testkit.LoopbackServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class ConnectionsIT {
    private static final int AT_ONCE = 12;
    private static final int ROUNDS = 5;

    private final Set<InetSocketAddress> connections = ConcurrentHashMap.newKeySet();
    private final CyclicBarrier allAreUnderWay = new CyclicBarrier(AT_ONCE);

    @Test
    @Timeout(60)
    void areUsedAgainByAsManyRequestsAtOnce() throws Exception {
        var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        var client = Connections.kept(new OkHttpClient()).build();
        var request = new Request.Builder()
                .url("http://127.0.0.1:" + server.getAddress().getPort())
                .build();

        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            server.setExecutor(threads);
            server.createContext("/", this::answer);
            server.start();
            for (int i = 0; i < ROUNDS; i++) {
                var calls = new ArrayList<Callable<Integer>>();
                for (int call = 0; call < AT_ONCE; call++) {
                    calls.add(() -> asks(client, request));
                }
                for (var answered : threads.invokeAll(calls)) {
                    assertThat(answered.get()).isEqualTo(204);
                }
            }
            server.stop(0);
        }

        assertThat(connections).hasSize(AT_ONCE);
    }

    private static int asks(OkHttpClient client, Request request) throws IOException {
        try (var answer = client.newCall(request).execute()) {
            return answer.code();
        }
    }

    private void answer(HttpExchange exchange) throws IOException {
        connections.add(exchange.getRemoteAddress());
        try {
            allAreUnderWay.await(20, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new IOException(e);
        }
        LoopbackServer.status(exchange, 204);
    }
}
