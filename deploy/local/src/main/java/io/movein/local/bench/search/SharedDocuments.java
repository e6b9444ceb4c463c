package io.movein.local.bench.search;

import io.movein.process.configuration.PaceSettings;
import io.movein.process.items.Blame;
import io.movein.process.items.Journal;
import io.movein.process.pace.Pace;
import io.movein.process.retry.Retries;
import io.movein.standin.search.SearchProcess;
import io.movein.store.search.MovedIndex;
import io.movein.store.search.SearchCluster;
import io.movein.store.search.SearchFailure;
import io.movein.store.search.SearchServer;
import io.movein.store.search.TenantDocuments;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A shared index of a tenant and another on one server, and an empty server that may read it by {@code _reindex}. */
final class SharedDocuments implements AutoCloseable {

    private static final String SHARED = "orders";
    private static final String OWN = "acme-orders";
    private static final int AT_ONCE = 5_000;
    private static final int SLICES = 2;
    private static final int PAGE = 1_000;

    private static final String MAPPINGS =
            "\"mappings\":{\"properties\":{\"tenant\":{\"type\":\"keyword\"},\"at\":{\"type\":\"long\"},\"note\":{\"type\":\"text\"},\"price\":{\"type\":\"double\"}}}";

    /** As an index is that is being filled: by {@code _reindex} here, by the store by itself. */
    private static final String EMPTY =
            "{\"settings\":{\"number_of_shards\":2,\"number_of_replicas\":0,\"refresh_interval\":\"-1\"},%s}"
                    .formatted(MAPPINGS);

    private final SearchProcess source;
    private final SearchProcess target;
    private final int documents;
    private final Path scratch;
    private final Journal journal;

    private SharedDocuments(SearchProcess source, SearchProcess target, int documents, Path scratch) {
        this.source = source;
        this.target = target;
        this.documents = documents;
        this.scratch = scratch;
        this.journal = Journal.open(scratch.resolve("journal.db"), Clock.systemUTC());
    }

    /** @param documents of the tenant; the other has as many */
    static SharedDocuments start(Path folder, Path scratch, int documents) {
        var source = SearchProcess.start(folder.resolve("shared"));
        var target = SearchProcess.start(
                folder.resolve("own"),
                Map.of("reindex.remote.allowlist", source.url().getAuthority()),
                "org.opensearch.index.reindex.ReindexModulePlugin");
        var shared = new SharedDocuments(source, target, documents, scratch);
        shared.fill();
        return shared;
    }

    private void fill() {
        source.ask("PUT", "/" + SHARED, EMPTY);
        for (var from = 0; from < 2 * documents; from += AT_ONCE) {
            var lines = new StringBuilder();
            for (var i = from; i < Math.min(from + AT_ONCE, 2 * documents); i++) {
                lines.append("{\"index\":{\"_id\":\"%d\"}}%n".formatted(i))
                        .append("{\"tenant\":\"%s\",\"at\":%d,\"price\":%d.25,\"note\":\"%s\"}%n"
                                .formatted(
                                        i % 2 == 0 ? "acme" : "other",
                                        i,
                                        i % 1_000,
                                        "order %d ".formatted(i).repeat(20)));
            }
            source.ask("POST", "/%s/_bulk".formatted(SHARED), lines.toString());
        }
        source.ask("POST", "/%s/_refresh".formatted(SHARED), "");
    }

    /** What anybody can do without us. @return documents, as the server says */
    void reindex() {
        target.ask("PUT", "/" + OWN, EMPTY);
        var answer = target.ask(
                "POST",
                "/_reindex?refresh=true",
                "{\"source\":{\"remote\":{\"host\":\"%s\"},\"index\":\"%s\",\"query\":{\"term\":{\"tenant\":\"acme\"}}},\"dest\":{\"index\":\"%s\"}}"
                        .formatted(source.url(), SHARED, OWN));
        if (!answer.contains("\"failures\":[]")) {
            throw new IllegalStateException("_reindex: " + answer);
        }
    }

    /** @param proven whether versions are compared and then the contents, as before a switch */
    void copy(boolean proven) throws InterruptedException {
        var pace = Pace.of(new PaceSettings(2 * SLICES, null, null));
        try (var from = cluster("source", source, Blame.SOURCE, pace);
                var to = cluster("target", target, Blame.DESTINATION, pace)) {
            var moved = new TenantDocuments(
                    from,
                    to,
                    new MovedIndex(
                            SHARED, OWN, "tenant", "acme", Optional.empty(), Optional.of("at"), List.of(), Map.of()),
                    new TenantDocuments.Reading(SLICES, PAGE, Duration.ofMinutes(5), scratch),
                    journal.facts(),
                    () -> {});
            moved.make();
            moved.copy(pace);
            if (proven) {
                moved.settle(pace);
                var both = moved.compare(pace);
                if (!both.sourceSum().equals(both.targetSum()) || both.target() != documents) {
                    throw new IllegalStateException("not equal: " + both);
                }
            } else {
                target.ask("POST", "/%s/_refresh".formatted(OWN), "");
            }
        }
    }

    private static SearchCluster cluster(String name, SearchProcess server, Blame side, Pace pace) {
        return new SearchCluster(
                new SearchServer("search " + name, server.url(), Map.of()),
                new Retries(SearchFailure::classify, pace, Duration.ofMillis(100), Duration.ofMinutes(1)),
                side);
    }

    /** Counts what is at the target, and removes it. */
    void empty() {
        var count = target.ask("GET", "/%s/_count".formatted(OWN), "");
        if (!count.contains("\"count\":%d,".formatted(documents))) {
            throw new IllegalStateException("%s at the target (expected %d)".formatted(count, documents));
        }
        target.ask("DELETE", "/" + OWN, "");
    }

    @Override
    public void close() {
        journal.close();
        source.close();
        target.close();
    }
}
