package io.movein.store.search;

import io.movein.process.items.JournalFacts;
import io.movein.process.pace.Pace;
import io.movein.process.pace.Turn;
import io.movein.store.search.PointReading.Terms;
import io.movein.store.search.SearchFailure.Kind;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;

/**
 * A tenant's documents of one index: copied as a point in time has them, followed by a field that says what was written since, and put
 * right once nobody writes, by the ids and versions of both sides: what no field tells of (a deleted document, one that was made anew) is
 * found then at the latest.
 */
public final class TenantDocuments {

    private static final int AT_ONCE = 500;

    /**
     * @param slices that are read beside each other
     * @param page   documents of one page
     * @param kept   how long a point in time is kept for the next page
     * @param scratch a folder for listings
     */
    public record Reading(int slices, int page, Duration kept, Path scratch) {}

    /**
     * What a pass has brought.
     *
     * @param documents read
     * @param lost      points in time that were lost meanwhile
     */
    public record Pass(long documents, int lost) {}

    /**
     * What was put right once nobody wrote, or up to a point in time.
     *
     * @param brought documents that were missing or another version
     * @param removed documents that the source has not any more
     */
    public record Settled(long brought, long removed) {}

    /**
     * Both sides at one point in time.
     *
     * @param settled what had not been brought until then
     */
    public record Followed(IndexComparison both, Settled settled) {}

    private final SearchCluster source;
    private final SearchCluster target;
    private final MovedIndex plan;
    private final Reading reading;
    private final DedicatedIndex dedicated;
    private final AliasSwitch aliases;
    private final BulkWriter writer;
    private final Runnable fence;
    private final Map<String, Rejected> rejected = new ConcurrentHashMap<>();

    /** @param fence before every step that cannot be undone; throws if this process may not write any more */
    public TenantDocuments(
            SearchCluster source,
            SearchCluster target,
            MovedIndex plan,
            Reading reading,
            JournalFacts facts,
            Runnable fence) {
        this(source, target, plan, List.of(plan), reading, facts, fence);
    }

    /** @param all indices that move, of which several may be found by one name */
    public TenantDocuments(
            SearchCluster source,
            SearchCluster target,
            MovedIndex plan,
            List<MovedIndex> all,
            Reading reading,
            JournalFacts facts,
            Runnable fence) {
        this.source = source;
        this.target = target;
        this.plan = plan;
        this.reading = reading;
        this.dedicated = new DedicatedIndex(target, plan, facts, fence);
        this.aliases = new AliasSwitch(source, target, plan, all, facts, fence);
        this.writer = new BulkWriter(target, plan.to());
        this.fence = fence;
    }

    public MovedIndex plan() {
        return plan;
    }

    SearchCluster source() {
        return source;
    }

    SearchCluster target() {
        return target;
    }

    DedicatedIndex dedicated() {
        return dedicated;
    }

    AliasSwitch aliases() {
        return aliases;
    }

    public boolean mayBeThere() {
        return dedicated.mayBeThere();
    }

    private IndexFacts shared() throws InterruptedException {
        return source.index(plan.from())
                .orElseThrow(() -> source.failure(Kind.PERMANENT, "index %s does not exist".formatted(plan.from())));
    }

    private PointReading at(SearchCluster cluster, Pace pace) {
        return new PointReading(cluster, new Terms(reading.slices(), reading.page(), reading.kept()), pace);
    }

    /** Makes its place at the target. */
    public void make() throws InterruptedException {
        // who may not do this would learn it only when the tenant is frozen
        source.refresh(plan.from());
        dedicated.make(shared());
    }

    /** Up to where everything that was written is found by a copy that begins from now on; none where nothing says so. */
    public Optional<JsonNode> mark() throws InterruptedException {
        if (plan.changed().isEmpty()) {
            return Optional.empty();
        }
        source.refresh(plan.from());
        var field = plan.changed().get();
        var question = Json.object().put("size", 1).put("_source", false);
        question.set("query", plan.query());
        question.set("docvalue_fields", Json.MAPPER.createArrayNode().add(field));
        question.set("sort", Json.object(field, Json.object("order", "desc").put("missing", "_last")));
        var newest =
                source.summary(plan.from(), question).path("hits").path("hits").path(0);
        var value = newest.path("fields").path(field).path(0);
        return value.isMissingNode() ? Optional.empty() : Optional.of(value);
    }

    /** Brings everything that there is. */
    public Pass copy(Pace pace) throws InterruptedException {
        source.refresh(plan.from());
        return bring(plan.query(), pace);
    }

    /** Brings what was written after. */
    public Pass follow(JsonNode mark, Pace pace) throws InterruptedException {
        return bring(plan.queryAfter(mark), pace);
    }

    private Pass bring(JsonNode query, Pace pace) throws InterruptedException {
        var read = at(source, pace).read(plan.from(), query, true, this::put);
        return new Pass(read.documents(), read.points() - 1);
    }

    private List<Document> whole(List<Document> documents) {
        for (var document : documents) {
            if (document.source().length == 0) {
                throw source.failure(
                        Kind.PERMANENT, "document %s of %s has no _source".formatted(document.words(), plan.from()));
            }
        }
        return documents;
    }

    private void put(List<Document> documents, Turn turn) throws InterruptedException {
        fence.run();
        refused(writer.put(whole(documents), turn));
    }

    void putAtLast(List<Document> documents, Turn turn) throws InterruptedException {
        fence.run();
        refused(writer.putAtLast(whole(documents), turn));
    }

    private void refused(List<Rejected> some) {
        some.forEach(one -> rejected.put(one.key(), one));
    }

    /** What the target would not have. */
    public List<Rejected> rejected() {
        return List.copyOf(rejected.values());
    }

    /** Nobody writes any more: brings and removes whatever is not the same, then gives the index its settings. */
    public Settled settle(Pace pace) throws InterruptedException {
        source.refresh(plan.from());
        target.refresh(plan.to());
        var brought = new ArrayList<Listed>();
        var removed = new ArrayList<Listed>();
        var gone = new AtomicLong();
        try (var from = listing(source, plan.from(), plan.query(), false, Document::listed, pace);
                var to = own(false, Document::listed, pace)) {
            Merge.each(from, to, (one, other) -> {
                if (one.isEmpty()
                        || other.isPresent()
                                && other.get().version() > one.get().version()) {
                    other.ifPresent(removed::add);
                    gone.addAndGet(one.isEmpty() ? 1 : 0);
                }
                if (one.isPresent()
                        && other.filter(there -> there.version() == one.get().version())
                                .isEmpty()) {
                    brought.add(one.get());
                }
            });
        }
        remove(removed, pace);
        bring(brought, pace);
        dedicated.finish(shared());
        return new Settled(brought.size(), gone.get());
    }

    private static JsonNode all() {
        return Json.object("match_all", Json.object());
    }

    /** A version that is lower than what was there is taken once that is forgotten, too. */
    void remove(List<Listed> documents, Pace pace) throws InterruptedException {
        for (var from = 0; from < documents.size(); from += AT_ONCE) {
            var some = documents.subList(from, Math.min(from + AT_ONCE, documents.size()));
            try (var turn = begin(pace)) {
                fence.run();
                refused(writer.remove(some, turn));
            }
        }
        if (!documents.isEmpty()) {
            target.refresh(plan.to());
        }
    }

    void write(List<Document> documents, Pace pace) throws InterruptedException {
        try (var turn = begin(pace)) {
            putAtLast(documents, turn);
        }
    }

    private void bring(List<Listed> documents, Pace pace) throws InterruptedException {
        for (var from = 0; from < documents.size(); from += AT_ONCE) {
            var some = documents.subList(from, Math.min(from + AT_ONCE, documents.size()));
            try (var turn = begin(pace)) {
                turn.request();
                var page = source.documents(plan.from(), some);
                if (!page.missing().isEmpty()) {
                    throw source.failure(
                            Kind.PERMANENT,
                            "%s: documents %s were deleted while the tenant should have been frozen"
                                    .formatted(plan.from(), page.missing()));
                }
                putAtLast(page.documents(), turn);
            }
        }
    }

    private static Turn begin(Pace pace) throws InterruptedException {
        return pace.begin().orElseThrow(() -> new InterruptedException("the run is ending"));
    }

    private Listing listing(
            SearchCluster cluster,
            String index,
            JsonNode query,
            boolean sources,
            Function<Document, Listed> listed,
            Pace pace)
            throws InterruptedException {
        var listing = new Listing(reading.scratch());
        try {
            at(cluster, pace).read(index, query, sources, new PointReading.Sink() {
                @Override
                public void take(List<Document> documents, Turn turn) {
                    listing.add(documents.stream().map(listed).toList());
                }

                @Override
                public void anew() {
                    listing.clear();
                }
            });
            return listing;
        } catch (RuntimeException | InterruptedException e) {
            listing.close();
            throw e;
        }
    }

    /** Reads both sides to their ends. */
    public IndexComparison compare(Pace pace) throws InterruptedException {
        source.refresh(plan.from());
        target.refresh(plan.to());
        var shared = shared();
        var contents = contents(shared);
        try (var from = listing(source, plan.from(), plan.query(), true, contents::listed, pace);
                var to = own(true, contents::listed, pace)) {
            return comparison(ListingComparison.of(from, to), contents, shared);
        }
    }

    /**
     * Reads both sides to their ends as they are at one point in time, while the tenant writes and nothing else is brought. What was
     * missing there is brought before.
     */
    public Followed compareFollowed(Pace pace) throws InterruptedException {
        var shared = shared();
        var contents = contents(shared);
        var found = new Abreast(this, at(source, pace), contents, pace).make();
        return new Followed(comparison(found.listings(), contents, shared), found.settled());
    }

    private Contents contents(IndexFacts shared) throws InterruptedException {
        return shared.makesSources() || own().makesSources() ? Contents.FIELDS : Contents.SOURCES;
    }

    private IndexFacts own() throws InterruptedException {
        return target.index(plan.to())
                .orElseThrow(() -> target.failure(Kind.PERMANENT, "index %s does not exist".formatted(plan.to())));
    }

    private IndexComparison comparison(ListingComparison listings, Contents contents, IndexFacts shared)
            throws InterruptedException {
        return listings.of(
                plan.from(),
                contents,
                DedicatedIndex.words(dedicated.planned(shared)),
                DedicatedIndex.words(own().allSettings()));
    }

    /** Nobody writes any more: the dedicated index is put right by what it is made of, and given its settings. */
    public Settled rebuild(BuiltDocuments built, Pace pace) throws InterruptedException {
        target.refresh(plan.to());
        var settled = rebuilding(built).putRight(pace);
        dedicated.finish(shared());
        return settled;
    }

    /** The dedicated index against what it is made of, to their ends. */
    public IndexComparison compare(BuiltDocuments built, Pace pace) throws InterruptedException {
        target.refresh(plan.to());
        var rebuilding = rebuilding(built);
        return comparison(rebuilding.compared(pace), rebuilding.contents(), shared())
                .without(rebuilding.notCompared());
    }

    private Rebuilding rebuilding(BuiltDocuments built) throws InterruptedException {
        return new Rebuilding(this, built, own());
    }

    Path scratch() {
        return reading.scratch();
    }

    /** All documents of the dedicated index. */
    Listing own(boolean sources, Function<Document, Listed> listed, Pace pace) throws InterruptedException {
        return listing(target, plan.to(), all(), sources, listed, pace);
    }

    /** From now on the tenant's names lead to its own index. */
    public void switchAliases() throws InterruptedException {
        aliases.make(shared());
    }

    /** Nothing tells any more that it was moved. */
    public void release() throws InterruptedException {
        dedicated.release();
        aliases.forget();
    }

    /** @return whether there was a name to give back */
    public boolean giveAliasesBack() throws InterruptedException {
        return aliases.undo();
    }

    /**
     * Gives the tenant's names back, and removes its own index if this migration made it.
     *
     * @param keep whether the index is of use to an attempt that follows at once
     * @return whether an index was removed
     */
    public boolean undo(boolean keep) throws InterruptedException {
        aliases.undo();
        return !keep && dedicated.remove();
    }
}
