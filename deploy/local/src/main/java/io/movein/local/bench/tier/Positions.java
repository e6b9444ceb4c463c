package io.movein.local.bench.tier;

import java.util.OptionalLong;

/** How exactly positions of consumer groups were carried over: of each, the record that is next beside the one that should be. */
final class Positions {

    private int exact;
    private int early;
    private int late;
    private int missing;
    private long earliest;
    private long latest;

    /**
     * @param wanted offset at the source of the record that is to be the next, or the source's end
     * @param found  of the one that is; empty where there is no position
     */
    void add(long wanted, OptionalLong found) {
        if (found.isEmpty()) {
            missing++;
            return;
        }
        var ahead = found.getAsLong() - wanted;
        if (ahead < 0) {
            early++;
            earliest = Math.max(earliest, -ahead);
        } else if (ahead > 0) {
            late++;
            latest = Math.max(latest, ahead);
        } else {
            exact++;
        }
    }

    boolean isExact() {
        return early + late + missing == 0;
    }

    /** {@code 9 of 12 positions exact, 2 early by up to 1,234 offsets, 1 missing}. */
    String words() {
        var words = new StringBuilder("%,d of %,d positions exact".formatted(exact, exact + early + late + missing));
        if (early > 0) {
            words.append(", %,d early by up to %,d offsets".formatted(early, earliest));
        }
        if (late > 0) {
            words.append(", %,d late by up to %,d offsets, whose records are never read".formatted(late, latest));
        }
        if (missing > 0) {
            words.append(", %,d missing".formatted(missing));
        }
        return words.toString();
    }
}
