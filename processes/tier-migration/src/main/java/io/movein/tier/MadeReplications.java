package io.movein.tier;

import io.movein.process.items.JournalFacts;
import io.movein.store.postgresql.PostgresServer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What replication was made, and where: in the journal before it is made, until it is gone from both places. A plan may name another
 * place by then, and a place may not answer.
 */
final class MadeReplications {

    private static final String BETWEEN = "\t";

    private final JournalFacts facts;
    private final String fact;
    private final Made own;

    /**
     * One of them.
     *
     * @param name   of slot, publication and subscription
     * @param source the shared database's address
     * @param target the dedicated one's
     */
    record Made(String name, String source, String target) {

        static Made of(String name, Sides sides) {
            return new Made(name, sides.source().url(), sides.target().url());
        }

        /** Its two databases, as whom the plan connects as now. */
        Sides at(Sides now) {
            return new Sides(at(now.source(), source), at(now.target(), target));
        }

        private static PostgresServer at(PostgresServer now, String url) {
            return new PostgresServer(now.name(), url, now.user(), now.password());
        }
    }

    /** @param own what the plan's is called, and where it is */
    MadeReplications(JournalFacts facts, String fact, Made own) {
        this.facts = facts;
        this.fact = fact;
        this.own = own;
    }

    Made own() {
        return own;
    }

    /** In the order in which they were made. */
    List<Made> all() {
        return Arrays.stream(facts.get(fact).orElse("").split("\n"))
                .filter(line -> !line.isEmpty())
                .map(line -> line.split(BETWEEN))
                .map(words -> words.length == 3
                        ? new Made(words[0], words[1], words[2])
                        // earlier versions knew of no place but the plan's
                        : new Made(words[0], own.source, own.target))
                .toList();
    }

    void aboutToBeMade() {
        var all = others(own);
        all.add(own);
        write(all);
    }

    void isGone(Made made) {
        write(others(made));
    }

    private List<Made> others(Made made) {
        var all = new ArrayList<>(all());
        all.remove(made);
        return all;
    }

    private void write(List<Made> all) {
        facts.put(
                fact,
                all.stream()
                        .map(made -> String.join(BETWEEN, made.name, made.source, made.target))
                        .collect(Collectors.joining("\n")));
    }
}
