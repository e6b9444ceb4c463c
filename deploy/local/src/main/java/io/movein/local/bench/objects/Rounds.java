package io.movein.local.bench.objects;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Each contestant in turn, several times over and another first each time: what else the machine does, and what the server's caches hold,
 * then falls to nobody. The bucket is emptied after each.
 */
final class Rounds {

    static final String TO = "moved";

    /** Moves what lies below a prefix to {@link #TO}. */
    interface Contestant {
        Measured move(String prefix) throws IOException, InterruptedException;
    }

    /** One contestant's runs. */
    record Series(List<Measured> runs) {

        /** The run in the middle by its time, the lower one of two. */
        Measured median() {
            return sorted().get((runs.size() - 1) / 2);
        }

        Measured fastest() {
            return sorted().getFirst();
        }

        Measured slowest() {
            return sorted().getLast();
        }

        private List<Measured> sorted() {
            return runs.stream().sorted(Comparator.comparing(Measured::took)).toList();
        }
    }

    private final BareSdk server;
    private final Map<String, Contestant> contestants = new LinkedHashMap<>();

    Rounds(BareSdk server) {
        this.server = server;
    }

    Rounds with(String name, Contestant contestant) {
        contestants.put(name, contestant);
        return this;
    }

    /** By name, in the order that they were named. */
    Map<String, Series> run(int rounds, String prefix) throws IOException, InterruptedException {
        var runs = new LinkedHashMap<String, Series>();
        contestants.keySet().forEach(name -> runs.put(name, new Series(new ArrayList<>())));
        var turns = List.copyOf(contestants.entrySet());
        for (var turn = 0; turn < rounds * turns.size(); turn++) {
            var next = turns.get((turn + turn / turns.size()) % turns.size());
            var measured = next.getValue().move(prefix);
            requireNonNull(runs.get(next.getKey())).runs().add(measured);
            server.empty(TO);
        }
        return runs;
    }
}
