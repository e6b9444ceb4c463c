package io.movein.simulation;

import java.util.List;
import java.util.Random;

/** Everything that happens by chance, from one seed. When calm, no misfortune happens any more. */
final class Chance {
    private final Random random;
    private boolean calm;

    Chance(long seed) {
        this.random = new Random(seed);
    }

    void becomeCalm() {
        calm = true;
    }

    boolean isCalm() {
        return calm;
    }

    /** A misfortune that happens once in so many times, until it is calm. */
    boolean strikes(int onceIn) {
        return random.nextInt(onceIn) == 0 && !calm;
    }

    /** Something that people or machines do once in so many times, calm or not. */
    boolean once(int onceIn) {
        return random.nextInt(onceIn) == 0;
    }

    int below(int bound) {
        return random.nextInt(bound);
    }

    <T> T oneOf(List<T> several) {
        return several.get(random.nextInt(several.size()));
    }
}
