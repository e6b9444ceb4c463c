package io.movein.local.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import picocli.CommandLine.TypeConversionException;

class MisfortunesTest {

    @Test
    void followFromTheSeed() {
        assertThat(some(7, Set.of(), 200)).isEqualTo(some(7, Set.of(), 200));
        assertThat(some(7, Set.of(), 200)).isNotEqualTo(some(8, Set.of(), 200));
    }

    @Test
    void everyKindComesInEachRound() {
        var round = (int) Misfortune.round(new Random(1)).count();

        for (var seed = 1; seed <= 20; seed++) {
            assertThat(some(seed, Set.of(), round))
                    .<Class<?>>map(Misfortune::getClass)
                    .containsAll(Misfortunes.all());
        }
    }

    @Test
    void onlyThoseThatWereAskedForCome() {
        var kind = new Misfortunes.Kind();

        assertThat(some(1, Set.of(kind.convert("ClockSet"), kind.convert("diskfull")), 30))
                .hasOnlyElementsOfTypes(Misfortune.ClockSet.class, Misfortune.DiskFull.class);
    }

    @Test
    void saysWhichMisfortunesThereAre() {
        assertThatThrownBy(() -> new Misfortunes.Kind().convert("Flood"))
                .isInstanceOf(TypeConversionException.class)
                .hasMessageStartingWith("'Flood' is not a misfortune (expected one of Killed, Frozen, ");
    }

    private static List<Misfortune> some(long seed, Set<Class<?>> kinds, int count) {
        return Stream.generate(new Misfortunes(seed, kinds)::next).limit(count).toList();
    }
}
