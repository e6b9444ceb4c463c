package io.movein.store.search;

import io.movein.process.pace.Pace;
import io.movein.process.pace.Turn;
import io.movein.store.search.SearchFailure.Kind;
import io.movein.store.search.TenantDocuments.Settled;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import tools.jackson.databind.JsonNode;

/**
 * The dedicated index as the shared one is at a point in time, while the tenant writes: what was not brought yet is brought as it was then,
 * and what was deleted until then is removed. Both sides are read to their ends after that. Nobody else writes to the dedicated index.
 */
final class Abreast {

    /** So many are asked for by their ids. */
    private static final int AT_ONCE = 500;

    /** @param settled what was not at the target yet */
    record Found(ListingComparison listings, Settled settled) {}

    private final TenantDocuments documents;
    private final PointReading reading;
    private final Contents contents;
    private final Pace pace;

    /** @param contents that are compared */
    Abreast(TenantDocuments documents, PointReading reading, Contents contents, Pace pace) {
        this.documents = documents;
        this.reading = reading;
        this.contents = contents;
        this.pace = pace;
    }

    /** A point in time that is lost is another point. */
    Found make() throws InterruptedException {
        for (var points = 1; ; points++) {
            try {
                return once();
            } catch (SearchFailure e) {
                if (!e.is(Kind.POINT_LOST) || points == PointReading.MOST_POINTS) {
                    throw e;
                }
            }
        }
    }

    private Found once() throws InterruptedException {
        documents.source().refresh(documents.plan().from());
        return reading.at(documents.plan().from(), this::at);
    }

    private Found at(PointReading.Point point) throws InterruptedException {
        try (var from = new Listing(documents.scratch())) {
            point.read(documents.plan().query(), true, (some, _) -> from.add(listed(some)));
            var settled = bring(point, from);
            try (var to = documents.own(true, contents::listed, pace)) {
                return new Found(ListingComparison.of(from, to), settled);
            }
        }
    }

    private List<Listed> listed(List<Document> some) {
        return some.stream().map(contents::listed).toList();
    }

    private Settled bring(PointReading.Point point, Listing from) throws InterruptedException {
        var brought = new ArrayList<String>();
        var removed = new ArrayList<Listed>();
        var gone = new AtomicLong();
        documents.target().refresh(documents.plan().to());
        try (var to = documents.own(false, Document::listed, pace)) {
            Merge.each(from, to, (here, there) -> {
                if (isAnother(here, there)) {
                    here.map(Listed::id).ifPresent(brought::add);
                    gone.addAndGet(here.isEmpty() ? 1 : 0);
                    there.filter(one ->
                                    here.isEmpty() || one.version() > here.get().version())
                            .ifPresent(removed::add);
                }
            });
        }
        documents.remove(removed, pace);
        for (var at = 0; at < brought.size(); at += AT_ONCE) {
            point.read(withIds(brought.subList(at, Math.min(at + AT_ONCE, brought.size()))), true, this::put);
        }
        documents.target().refresh(documents.plan().to());
        return new Settled(brought.size(), gone.get());
    }

    private JsonNode withIds(List<String> some) {
        var values = Json.MAPPER.createArrayNode();
        some.forEach(id -> values.add(id));
        var ids = Json.object("ids", Json.object("values", values));
        return Json.object(
                "bool",
                Json.object("filter", Json.array(List.of(documents.plan().query(), ids))));
    }

    private static boolean isAnother(Optional<Listed> here, Optional<Listed> there) {
        return !here.map(Listed::version).equals(there.map(Listed::version));
    }

    private void put(List<Document> some, Turn turn) throws InterruptedException {
        documents.putAtLast(some, turn);
    }
}
