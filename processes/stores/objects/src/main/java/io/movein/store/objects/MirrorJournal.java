package io.movein.store.objects;

import io.movein.process.items.JournalFacts;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;

/** What a mirror has written, by key, in the journal of the run. */
record MirrorJournal(JournalFacts facts) {

    private static final String FIRST = "objects/";
    /** After every name that begins with the first. */
    private static final String LAST = "objects0";

    private static final int PAGE = 1000;

    void put(String key, Mirrored entry) {
        facts.put(FIRST + key, entry.text());
    }

    void forget(String key) {
        facts.remove(FIRST + key, FIRST + key);
    }

    Optional<Mirrored> find(String key) {
        return facts.get(FIRST + key).map(Mirrored::of);
    }

    boolean isEmpty() {
        return facts.between(FIRST, LAST, 1).isEmpty();
    }

    /** All of them in the order of their keys' bytes, page by page. */
    Iterator<Map.Entry<String, Mirrored>> all() {
        return new Pages();
    }

    private final class Pages implements Iterator<Map.Entry<String, Mirrored>> {

        private Iterator<Map.Entry<String, String>> page =
                facts.between(FIRST, LAST, PAGE).iterator();
        private String last = "";

        @Override
        public boolean hasNext() {
            if (!page.hasNext() && !last.isEmpty()) {
                // the last one again, if nobody has forgotten it since
                page = facts.between(last, LAST, PAGE).stream()
                        .filter(fact -> !fact.getKey().equals(last))
                        .iterator();
            }
            return page.hasNext();
        }

        @Override
        public Map.Entry<String, Mirrored> next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            var fact = page.next();
            last = fact.getKey();
            return Map.entry(last.substring(FIRST.length()), Mirrored.of(fact.getValue()));
        }
    }
}
