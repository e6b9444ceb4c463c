package io.movein.local.bench.tier;

import io.movein.local.bench.objects.Measured;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Each contestant in turn, several times over and another first each time, so that what else the machine does falls to nobody. */
final class Turns {

    interface Contestant {
        Measured run() throws IOException, InterruptedException;
    }

    private final Map<String, Contestant> contestants = new LinkedHashMap<>();
    private final Map<String, List<Measured>> runs = new LinkedHashMap<>();

    Turns with(String name, Contestant contestant) {
        contestants.put(name, contestant);
        runs.put(name, new ArrayList<>());
        return this;
    }

    void run(int rounds) throws IOException, InterruptedException {
        var turns = List.copyOf(contestants.entrySet());
        for (var turn = 0; turn < rounds * turns.size(); turn++) {
            var next = turns.get((turn + turn / turns.size()) % turns.size());
            all(next.getKey()).add(next.getValue().run());
        }
    }

    List<String> names() {
        return List.copyOf(contestants.keySet());
    }

    private List<Measured> all(String name) {
        return Objects.requireNonNull(runs.get(name), name);
    }

    /** The run in the middle by its time, the lower one of two. */
    Measured median(String name) {
        return sorted(name).get((all(name).size() - 1) / 2);
    }

    /** The fastest and the slowest, in seconds. */
    String range(String name) {
        var sorted = sorted(name);
        return "(%.2f–%.2f)"
                .formatted(sorted.getFirst().seconds(), sorted.getLast().seconds());
    }

    double ratio(String name, String rival) {
        return median(name).seconds() / median(rival).seconds();
    }

    private List<Measured> sorted(String name) {
        return all(name).stream().sorted(Comparator.comparing(Measured::took)).toList();
    }
}
