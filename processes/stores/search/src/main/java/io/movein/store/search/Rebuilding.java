package io.movein.store.search;

import io.movein.process.pace.Pace;
import io.movein.store.search.SearchFailure.Kind;
import io.movein.store.search.TenantDocuments.Settled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A dedicated index put right, and compared, by documents that are built of something else than the shared index: what was written, made
 * and deleted since it was copied. Which they are is told by what stands in them, whatever the order of an object's members. A document
 * that is another goes on from the version that is there, which is never above that of an application that has its own.
 */
final class Rebuilding {

    private static final int AT_ONCE = 500;

    /** What of a document that is built has to be at the target. */
    private record Key(String id, String routing) {}

    private final TenantDocuments documents;
    private final BuiltDocuments built;
    private final IndexFacts own;
    private final KnownFields known;

    /** @param own the target, which gives what was written, or something that it makes of its fields */
    Rebuilding(TenantDocuments documents, BuiltDocuments built, IndexFacts own) {
        this.documents = documents;
        this.built = built;
        this.own = own;
        this.known = KnownFields.of(own);
    }

    /** By what is compared what was built and what is there. */
    Contents contents() {
        if (!own.makesSources()) {
            return Contents.SOURCES;
        }
        return known.areSome() ? Contents.KNOWN_FIELDS : Contents.NONE;
    }

    /** Fields that are not compared. */
    List<String> notCompared() {
        return own.makesSources() ? List.copyOf(known.others()) : List.of();
    }

    private boolean isRead() {
        return contents() != Contents.NONE;
    }

    Settled putRight(Pace pace) throws InterruptedException {
        var wanted = new HashMap<Key, Long>();
        var removed = new ArrayList<Listed>();
        try (var from = listing();
                var to = documents.own(isRead(), this::listed, pace)) {
            Merge.each(from, to, (one, other) -> {
                if (one.isEmpty()) {
                    other.ifPresent(removed::add);
                } else if (own.makesSources() || !same(one.get(), other)) {
                    var version = other.map(Listed::version).orElse(0L) + 1;
                    wanted.put(new Key(one.get().id(), one.get().routing()), version);
                }
            });
        }
        documents.remove(removed, pace);
        bring(wanted, pace);
        return new Settled(wanted.size(), removed.size());
    }

    private static boolean same(Listed one, Optional<Listed> other) {
        return other.filter(there -> there.sha256().equals(one.sha256())).isPresent();
    }

    private void bring(Map<Key, Long> wanted, Pace pace) throws InterruptedException {
        if (wanted.isEmpty()) {
            return;
        }
        var some = new ArrayList<Document>();
        built.each((id, routing, source) -> {
            var version = wanted.get(new Key(id, routing));
            if (version != null) {
                some.add(document(id, routing, version, source));
            }
            if (some.size() == AT_ONCE) {
                documents.write(List.copyOf(some), pace);
                some.clear();
            }
        });
        documents.write(some, pace);
    }

    /** Versions are the target's own, so that they prove nothing. */
    ListingComparison compared(Pace pace) throws InterruptedException {
        try (var from = listing();
                var to = documents.own(isRead(), this::unversioned, pace)) {
            return ListingComparison.of(from, to);
        }
    }

    private Listed listed(Document document) {
        return new Listed(document.id(), document.routing(), document.version(), sum(document.source()));
    }

    private Listed unversioned(Document document) {
        return new Listed(document.id(), document.routing(), 0, sum(document.source()));
    }

    /** The same for the same members, in whatever order and form they stand. */
    private String sum(byte[] source) {
        if (source.length == 0) {
            return "";
        }
        var content = own.makesSources() ? FieldValues.of(source, known) : Json.sorted(source);
        return HexFormat.of().formatHex(Document.sha256().digest(content));
    }

    private Listing listing() throws InterruptedException {
        var listing = new Listing(documents.scratch());
        try {
            built.each((id, routing, source) -> {
                var one = document(id, routing, 0, source);
                listing.add(List.of(isRead() ? unversioned(one) : new Listed(id, routing, 0, "")));
            });
            onlyOnce(listing);
            return listing;
        } catch (RuntimeException | InterruptedException e) {
            listing.close();
            throw e;
        }
    }

    private void onlyOnce(Listing listing) {
        var before = new Listed("", "", 0, "");
        for (var all = listing.sorted(); all.hasNext(); ) {
            var one = all.next();
            if (Listed.ORDER.compare(before, one) == 0) {
                throw failure(one.id(), "built twice", "each id with its routing once");
            }
            before = one;
        }
    }

    private Document document(String id, String routing, long version, String source) {
        if (id.isEmpty()) {
            throw failure(id, "no id", "one for each");
        }
        var bytes = source.getBytes(StandardCharsets.UTF_8);
        if (!Json.isObject(bytes)) {
            throw failure(id, "not a JSON object", "what stands in it");
        }
        return new Document(id, routing, version, bytes);
    }

    private SearchFailure failure(String id, String found, String expected) {
        return new SearchFailure(
                "search",
                Kind.PERMANENT,
                "document '%s' that was built for %s: %s (expected %s)"
                        .formatted(id, documents.plan().to(), found, expected));
    }
}
