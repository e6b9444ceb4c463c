package io.movein.local.chaos;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** What strikes, one after the other: of the same seed always the same, and each kind in every round. */
final class Misfortunes {
    private final Random random;
    private final Set<Class<?>> kinds;
    private final Deque<Misfortune> round = new ArrayDeque<>();

    /** @param kinds that are to come; empty: all */
    Misfortunes(long seed, Set<Class<?>> kinds) {
        this.random = new Random(seed);
        this.kinds = kinds;
    }

    Misfortune next() {
        if (round.isEmpty()) {
            var shuffled = new ArrayList<>(Misfortune.round(random)
                    .filter(it -> kinds.isEmpty() || kinds.contains(it.getClass()))
                    .toList());
            Collections.shuffle(shuffled, random);
            round.addAll(shuffled);
        }
        return round.removeFirst();
    }

    /** How long all is well before the next one. */
    Duration pause() {
        return Duration.ofMillis(500 + random.nextInt(7_500));
    }

    static List<Class<?>> all() {
        return List.of(Misfortune.class.getPermittedSubclasses());
    }

    /** Named as {@code ./movein chaos} prints them. */
    static final class Kind implements ITypeConverter<Class<?>> {
        @Override
        public Class<?> convert(String name) {
            return all().stream()
                    .filter(kind -> kind.getSimpleName().equalsIgnoreCase(name))
                    .findFirst()
                    .orElseThrow(() -> new TypeConversionException("'" + name
                            + "' is not a misfortune (expected one of "
                            + all().stream().map(Class::getSimpleName).collect(Collectors.joining(", ")) + ")"));
        }
    }
}
