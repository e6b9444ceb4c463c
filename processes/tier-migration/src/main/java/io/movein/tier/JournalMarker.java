package io.movein.tier;

import io.movein.process.items.JournalFacts;
import java.util.Optional;

/** Where no database moves: in the journal, which a run that resumes has as well. */
final class JournalMarker implements Marker {

    private static final String FACT = "stage";

    private final JournalFacts facts;

    JournalMarker(JournalFacts facts) {
        this.facts = facts;
    }

    @Override
    public Optional<Stage> stage() {
        return facts.get(FACT).filter(word -> !word.isEmpty()).map(Stage::of);
    }

    @Override
    public void copying() {
        facts.put(FACT, Stage.COPYING.word());
    }

    @Override
    public void switching() {
        facts.put(FACT, Stage.SWITCHING.word());
    }

    @Override
    public void notSwitched() {
        copying();
    }

    @Override
    public void clear() {
        facts.put(FACT, "");
    }

    @Override
    public void remove() {
        clear();
    }
}
