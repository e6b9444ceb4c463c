package io.movein.tier;

import static org.assertj.core.api.Assertions.assertThat;

import io.movein.standin.objects.ObjectServer;
import io.movein.standin.objects.S3Server;
import io.movein.standin.redis.RedisProcess;
import io.movein.standin.search.SearchProcess;
import io.movein.store.redis.Connection;
import io.movein.store.redis.Server;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/** What a tenant has beside its rows: objects, records, documents and a cache, in the plan of a scene. */
final class EveryStore implements AutoCloseable {

    private final ObjectServer objects = ObjectServer.start("shared", "own");
    private final TenantRecords kafka = new TenantRecords();
    private final RedisProcess shared;
    private final RedisProcess own;
    private final SearchProcess search = SearchServer.emptied();
    private int records;

    EveryStore(Scene scene, Path folder) throws Exception {
        shared = RedisProcess.start(folder.resolve("redis-shared"));
        own = RedisProcess.start(folder.resolve("redis-own"));
        try (var admin = Connection.to(new Server("test", shared.host(), shared.port(), false, Optional.empty()))) {
            admin.call("SET", "acme:hot", "1");
        }
        search.ask(
                "PUT",
                "/orders",
                "{\"mappings\":{\"properties\":{\"tenant\":{\"type\":\"keyword\"},\"at\":{\"type\":\"long\"}}}}");
        for (var i = 0; i < 10; i++) {
            document(i);
        }
        kafka.makeShared();
        write(20);
        kafka.commit(13);
        for (var i = 0; i < 10; i++) {
            put("acme/%02d".formatted(i));
        }
        var bucket =
                "{endpoint: '%s', region: %s, bucket: %%s, prefix: '%%s', accessKey: {secret: s3/id}, secretKey: {secret: s3/key}}"
                        .formatted(objects.endpoint(), S3Server.REGION);
        scene.secret("s3/id", S3Server.ACCESS_KEY)
                .secret("s3/key", S3Server.SECRET_KEY)
                .with(
                        "switch:\n",
                        "objects: {source: %1$s, target: %2$s, every: 1s}\nredis: {source: {host: 127.0.0.1, port: %3$d}, target: {host: 127.0.0.1, port: %4$d}, prefix: 'acme:', limit: 30s}\nsearch: {source: {url: '%5$s'}, target: {url: '%5$s'}, every: 1s, indices: {orders: {to: acme-orders, owner: {field: tenant, value: acme}, changes: {field: at}, aliases: [acme-find]}}}\n%6$sswitch:\n"
                                .formatted(
                                        bucket.formatted("shared", "acme/"),
                                        bucket.formatted("own", ""),
                                        shared.port(),
                                        own.port(),
                                        search.url(),
                                        kafka.plan()));
    }

    private void put(String key) {
        objects.put("shared", key, ("content of " + key).getBytes(StandardCharsets.UTF_8));
    }

    /** In turn of the tenant and the other. */
    private void document(int i) {
        search.ask(
                "PUT",
                "/orders/_doc/%d?refresh=true".formatted(i),
                "{\"tenant\":\"%s\",\"at\":%d}".formatted(i % 2 == 0 ? "acme" : "other", i));
    }

    /** In turn for the tenant and the other. */
    private void write(int more) {
        kafka.write(records, records + more);
        records += more;
    }

    /** What the tenant does while it may write. */
    void goOn() {
        write(10);
        put("acme/new");
        objects.remove("shared", "acme/07");
        search.ask("DELETE", "/orders/_doc/4?refresh=true", "");
        document(10);
    }

    /** What the tenant does again and again. */
    private void goOn(int time) {
        write(2);
        put("acme/new" + time);
        objects.put("shared", "acme/03", "written over, %d".formatted(time).getBytes(StandardCharsets.UTF_8));
        objects.remove("shared", "acme/new" + (time - 5));
        document(10 + 2 * time);
        search.ask(
                "PUT",
                "/orders/_doc/2?refresh=true",
                "{\"tenant\":\"acme\",\"at\":%d,\"time\":%d}".formatted(11 + 2 * time, time));
        if (time > 5) {
            search.ask("DELETE", "/orders/_doc/%d?refresh=true".formatted(2 * time), "");
        }
    }

    /** What is written to the shared topic is held back until it is closed. */
    AutoCloseable openTransaction() {
        return kafka.openTransaction();
    }

    /** Somebody reads at the target already, until it is closed. */
    AutoCloseable joinTheGroup() {
        return kafka.join("workers");
    }

    /** Somebody else has the name by which the application is to find the documents, until it is closed. */
    AutoCloseable takeTheAlias() {
        search.ask("PUT", "/stranger", "{\"aliases\":{\"acme-find\":{}}}");
        return () -> search.ask("DELETE", "/stranger", "");
    }

    boolean isFoundAtTheTarget() {
        return search.status("HEAD", "/acme-orders/_alias/acme-find", "") == 200;
    }

    /** The tenant goes on until it is closed. */
    Load load() {
        return new Load();
    }

    final class Load implements AutoCloseable {

        private final AtomicInteger times = new AtomicInteger();
        private final CompletableFuture<Void> end;
        private volatile boolean closed;

        private Load() {
            end = CompletableFuture.runAsync(() -> {
                while (!closed) {
                    goOn(times.incrementAndGet());
                }
            });
        }

        int times() {
            return times.get();
        }

        @Override
        public void close() {
            closed = true;
            end.join();
        }
    }

    /** Somebody changes what was copied, in a way that no listing of names and versions shows. */
    void damage() {
        objects.put("own", "05", "damaged".getBytes(StandardCharsets.UTF_8));
        search.ask(
                "PUT",
                "/acme-orders/_doc/6?version=1&version_type=external_gte",
                "{\"tenant\":\"acme\",\"at\":6,\"damaged\":true}");
    }

    void isAtTheTarget() {
        assertThat(kafka.read("acme.orders"))
                .isEqualTo(IntStream.range(0, records)
                        .filter(i -> i % 2 == 0)
                        .mapToObj(i -> "acme:" + i)
                        .toList());
        assertThat(kafka.next()).isEqualTo("acme:14");
        assertThat(search.ask("GET", "/acme-find/_count", ""))
                .isEqualTo(search.ask("GET", "/orders/_count?q=tenant:acme", ""));
        assertThat(search.ask("GET", "/_alias/acme-find", "")).startsWith("{\"acme-orders\":");
        assertThat(objects.keys("own").stream().map("acme/"::concat).toList())
                .containsExactlyInAnyOrderElementsOf(objects.keys("shared"));
    }

    @Override
    public void close() throws ExecutionException {
        kafka.close();
        objects.close();
        shared.close();
        own.close();
    }
}
