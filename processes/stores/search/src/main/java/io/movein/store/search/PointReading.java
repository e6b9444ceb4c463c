package io.movein.store.search;

import io.movein.process.pace.Pace;
import io.movein.process.pace.Turn;
import io.movein.store.search.SearchFailure.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import tools.jackson.databind.JsonNode;

/**
 * Reads what a query finds in an index at one point in time, in slices beside each other. How many documents each slice gave is compared
 * with how many the server says that it has. Where the point in time is lost everything is read anew at another one: a slice says
 * nothing beside slices of another point.
 */
final class PointReading {

    /** How often a point in time may be lost before it is the server's fault. */
    static final int MOST_POINTS = 5;

    interface Sink {

        /** A page of documents; of several slices at once. */
        void take(List<Document> documents, Turn turn) throws InterruptedException;

        /** What was taken is not the whole, and everything comes anew. */
        default void anew() {}
    }

    /**
     * @param slices that are read beside each other
     * @param page   documents of a page
     * @param kept   how long a point in time is kept for the next question
     */
    record Terms(int slices, int page, Duration kept) {}

    /** @param points of which all but the last were lost */
    record Read(long documents, int points) {}

    private final SearchCluster cluster;
    private final Terms terms;
    private final Pace pace;

    PointReading(SearchCluster cluster, Terms terms, Pace pace) {
        this.cluster = cluster;
        this.terms = terms;
        this.pace = pace;
    }

    /** @param sources whether what stands in the documents is read */
    Read read(String index, JsonNode query, boolean sources, Sink sink) throws InterruptedException {
        for (var points = 1; ; points++) {
            try {
                return new Read(once(index, query, sources, sink), points);
            } catch (SearchFailure e) {
                if (!e.is(Kind.POINT_LOST) || points == MOST_POINTS) {
                    throw e;
                }
                sink.anew();
            }
        }
    }

    private long once(String index, JsonNode query, boolean sources, Sink sink) throws InterruptedException {
        return at(index, point -> point.read(query, sources, sink));
    }

    interface Work<T> {
        T at(Point point) throws InterruptedException;
    }

    /** What comes into the index from now on is not seen by the work. */
    <T> T at(String index, Work<T> work) throws InterruptedException {
        var point = cluster.openPoint(index, terms.kept());
        try (var _ = PointKeeper.start(() -> cluster.keepPoint(point, terms.kept()), terms.kept(), pace::paused)) {
            return work.at(new Point(point));
        } finally {
            cluster.closePoint(point);
        }
    }

    /** A point in time, at which more than one query may be asked. */
    final class Point {

        private final String point;

        private Point(String point) {
            this.point = point;
        }

        /** @return how many documents */
        long read(JsonNode query, boolean sources, Sink sink) throws InterruptedException {
            try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
                var slices = new ArrayList<Future<Long>>();
                for (var slice = 0; slice < terms.slices(); slice++) {
                    var reading = new Slice(slice, query, sources, sink, point);
                    slices.add(threads.submit(reading::read));
                }
                try {
                    return sum(slices);
                } finally {
                    threads.shutdownNow();
                }
            }
        }
    }

    private static long sum(List<Future<Long>> slices) throws InterruptedException {
        var sum = 0L;
        for (var slice : slices) {
            try {
                sum += slice.get();
            } catch (ExecutionException e) {
                switch (e.getCause()) {
                    case InterruptedException _ -> throw new InterruptedException("the run is ending");
                    case RuntimeException own -> throw own;
                    case Error own -> throw own;
                    case null, default -> throw new IllegalStateException(e);
                }
            }
        }
        return sum;
    }

    private final class Slice {

        private final int number;
        private final JsonNode query;
        private final boolean sources;
        private final Sink sink;
        private String point;
        private Optional<JsonNode> after = Optional.empty();
        private OptionalLong total = OptionalLong.empty();
        private long count;

        Slice(int number, JsonNode query, boolean sources, Sink sink, String point) {
            this.number = number;
            this.query = query;
            this.sources = sources;
            this.sink = sink;
            this.point = point;
        }

        long read() throws InterruptedException {
            while (step()) {
                // the next page
            }
            if (total.isEmpty() || total.getAsLong() != count) {
                throw cluster.failure(
                        Kind.POINT_LOST,
                        "slice %d of %d gave %d documents (expected %s, as the server says itself); it has to be read again"
                                .formatted(
                                        number + 1,
                                        terms.slices(),
                                        count,
                                        total.isPresent() ? total.getAsLong() : "an exact number"));
            }
            return count;
        }

        /** @return whether there is more */
        private boolean step() throws InterruptedException {
            try (var turn = pace.begin().orElseThrow(() -> new InterruptedException("the run is ending"))) {
                turn.request();
                var page = cluster.search(question());
                if (after.isEmpty()) {
                    total = page.total();
                }
                point = page.point().orElse(point);
                count += page.documents().size();
                turn.bytes(page.documents().stream()
                        .mapToLong(one -> one.source().length)
                        .sum());
                if (!page.documents().isEmpty()) {
                    after = page.after();
                    sink.take(page.documents(), turn);
                }
                return page.documents().size() == terms.page();
            }
        }

        private JsonNode question() throws InterruptedException {
            var question = Json.object()
                    .put("size", terms.page())
                    .put("track_total_hits", after.isEmpty())
                    .put("version", true)
                    .put("_source", sources);
            question.set("query", query);
            question.set(
                    "pit",
                    Json.object("id", point).put("keep_alive", terms.kept().toSeconds() + "s"));
            question.set("sort", order());
            after.ifPresent(last -> question.set("search_after", last));
            if (terms.slices() > 1) {
                question.set("slice", Json.object().put("id", number).put("max", terms.slices()));
            }
            return question;
        }

        /** Where there is none that is unique, the count tells whether it was enough. */
        private JsonNode order() throws InterruptedException {
            var fields = Json.MAPPER.createArrayNode();
            return cluster.about().hasPlaces()
                    ? fields.add("_shard_doc")
                    : fields.add("_id").add("_doc");
        }
    }
}
