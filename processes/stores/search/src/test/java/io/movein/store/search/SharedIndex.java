package io.movein.store.search;

import io.movein.process.configuration.PaceSettings;
import io.movein.process.items.Blame;
import io.movein.process.items.Journal;
import io.movein.process.pace.Pace;
import io.movein.process.retry.Retries;
import io.movein.standin.search.SearchProcess;
import io.movein.store.search.TenantDocuments.Reading;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/** A shared index of two tenants on a server, and what moves one of them to an index of its own. */
final class SharedIndex implements AutoCloseable {

    private static final AtomicInteger COUNT = new AtomicInteger();

    private static final String DEFINITION = """
            {"settings": {"number_of_shards": SHARDS, "number_of_replicas": 0, "refresh_interval": "7s"},
             "aliases": {"NAME-acme": {"filter": {"term": {"tenant": "acme"}}, "routing": "r1"}},
             "mappings": {"_meta": {"of": "orders"}, "properties": {
               "tenant": {"type": "keyword"}, "text": {"type": "text"}, "n": {"type": "integer"}, "at": {"type": "long"}}}}""";

    final SearchProcess server;
    String name = "orders" + COUNT.incrementAndGet();
    final Pace pace = Pace.of(new PaceSettings(4, null, null));
    private final Journal journal;
    private final Path folder;
    URI source;
    URI target;
    /** What is looked at before each step. */
    Runnable fence = () -> {};

    /** Until what does not answer, or says that it is busy, is given up. */
    Duration patience = Duration.ofSeconds(20);

    int slices = 2;
    int page = 7;
    Duration kept = Duration.ofMinutes(1);
    Optional<String> changed = Optional.of("at");
    Map<String, String> settings = Map.of();
    Optional<String> filter = Optional.empty();
    Optional<String> alias = Optional.empty();
    String owner = "tenant";

    SharedIndex(Engine engine, Path folder) {
        this(engine, folder, 3);
    }

    SharedIndex(Engine engine, Path folder, int shards) {
        this.server = engine.server();
        this.folder = folder;
        this.source = server.url();
        this.target = server.url();
        this.journal = Journal.open(folder.resolve(name + ".db"), Clock.systemUTC());
        server.ask("PUT", "/" + name, DEFINITION.replace("NAME", name).replace("SHARDS", String.valueOf(shards)));
    }

    String own() {
        return name + "-own";
    }

    String alias() {
        return alias.orElse(name + "-acme");
    }

    /** In one request, in turn for the tenant and the other. */
    SharedIndex write(int from, int to) {
        return write(from, to, "{\"tenant\":\"%1$s\", \"n\": %2$d.50, \"at\": %2$d, \"text\": \"ä %2$d\"}");
    }

    /** @param document with the places of a tenant and of a number */
    SharedIndex write(int from, int to, String document) {
        var lines = new StringBuilder();
        for (var i = from; i < to; i++) {
            lines.append("{\"index\":{\"_id\":\"%d\",\"routing\":\"r%d\"}}%n".formatted(i, i % 3));
            lines.append(document.formatted(i % 2 == 0 ? "acme" : "other", i)).append('\n');
        }
        server.ask("POST", "/%s/_bulk?refresh=true".formatted(name), lines.toString());
        return this;
    }

    void put(int id, String document) {
        server.ask("PUT", "/%s/_doc/%d?routing=r%d".formatted(name, id, id % 3), document);
    }

    void delete(int id) {
        server.ask("DELETE", "/%s/_doc/%d?routing=r%d".formatted(name, id, id % 3), "");
    }

    SearchCluster cluster(String side, URI url, Blame blame) {
        var retries = new Retries(SearchFailure::classify, pace, Duration.ofMillis(2), patience);
        return new SearchCluster(new SearchServer("search " + side, url, Map.of("X-Movein", "test")), retries, blame);
    }

    MovedIndex plan() {
        return new MovedIndex(name, own(), owner, "acme", filter.map(Json::read), changed, List.of(alias()), settings);
    }

    TenantDocuments documents() {
        return documents(List.of(plan()));
    }

    /** @param all that move, this one among them */
    TenantDocuments documents(List<MovedIndex> all) {
        return new TenantDocuments(
                cluster("source", source, Blame.SOURCE),
                cluster("target", target, Blame.DESTINATION),
                plan(),
                all,
                new Reading(slices, page, kept, folder),
                journal.facts(),
                () -> fence.run());
    }

    List<String> problems() throws InterruptedException {
        var one = documents();
        return new IndexReadiness(one.source(), one.target(), List.of(one), Set.of())
                .check().stream().map(Object::toString).toList();
    }

    boolean ownIsThere() {
        return server.status("HEAD", "/" + own(), "") == 200;
    }

    @Override
    public void close() {
        journal.close();
    }
}
