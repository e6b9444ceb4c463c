package io.movein.store.kafka;

import io.movein.process.items.JournalFacts;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Where each of the tenant's records of a shared partition lies, in the journal, part by part without a gap. A part is written before the
 * target's transaction that makes it true; what is behind the position that the target has confirmed is not true and is forgotten.
 */
final class OffsetMap {

    private static final String AREA = "kafka/map/";

    private final JournalFacts facts;
    private final String prefix;

    OffsetMap(JournalFacts facts, MovedTopic topic, int partition) {
        this.facts = facts;
        this.prefix = "%s%s/%05d/".formatted(AREA, topic.from(), partition);
    }

    String name(long from) {
        return "%s%019d".formatted(prefix, from);
    }

    private String last() {
        return name(Long.MAX_VALUE);
    }

    private static Segment segment(Map.Entry<String, String> fact) {
        var from = fact.getKey().substring(fact.getKey().lastIndexOf('/') + 1);
        return Segment.parse(Long.parseLong(from), fact.getValue());
    }

    /** What was written and not confirmed did not happen. */
    void confirmedUpTo(long position) {
        facts.remove(name(position), last());
    }

    void forget() {
        facts.remove(name(0), last());
    }

    /** The source offset up to which it says everything; none where it says nothing. */
    OptionalLong end() {
        return facts.last(name(0), last())
                .map(fact -> OptionalLong.of(segment(fact).to()))
                .orElse(OptionalLong.empty());
    }

    /** In order, from the one in which the offset is. */
    Iterator<Segment> from(long source) {
        var first = facts.last(name(0), name(Math.max(source, 0)))
                .map(Map.Entry::getKey)
                .orElse(name(0));
        return new Segments(first);
    }

    /** Where the next record lies that is at the source offset or behind it; none where there is none. */
    OptionalLong next(long source) {
        for (var segments = from(source); segments.hasNext(); ) {
            var found = segments.next().next(source);
            if (found.isPresent()) {
                return found;
            }
        }
        return OptionalLong.empty();
    }

    /** Whether there is no gap in it, from where it begins to the given end. */
    Coverage coverage() {
        var records = 0L;
        var at = OptionalLong.empty();
        for (var segments = from(0); segments.hasNext(); ) {
            var segment = segments.next();
            if (at.isPresent() && at.getAsLong() != segment.from()) {
                break;
            }
            at = OptionalLong.of(segment.to());
            records += segment.records();
        }
        return new Coverage(at.orElse(0), records);
    }

    /** @param to source offset up to which nothing is missing */
    record Coverage(long to, long records) {}

    /** Page by page, so that memory does not grow with the topic. */
    private final class Segments implements Iterator<Segment> {

        private static final int PAGE = 100;

        private final ArrayDeque<Map.Entry<String, String>> page = new ArrayDeque<>();
        private Optional<String> next;

        Segments(String first) {
            next = Optional.of(first);
        }

        @Override
        public boolean hasNext() {
            if (page.isEmpty() && next.isPresent()) {
                page.addAll(facts.between(next.get(), last(), PAGE));
                next = page.size() < PAGE
                        ? Optional.empty()
                        : Optional.of(page.getLast().getKey() + " ");
            }
            return !page.isEmpty();
        }

        @Override
        public Segment next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            return segment(page.removeFirst());
        }
    }
}
