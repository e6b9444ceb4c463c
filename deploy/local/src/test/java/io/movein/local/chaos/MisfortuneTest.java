package io.movein.local.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class MisfortuneTest {

    @Test
    void followsFromTheSeed() {
        assertThat(some(7)).isEqualTo(some(7));
        assertThat(some(7)).isNotEqualTo(some(8));
    }

    @Test
    void everyKindComes() {
        var kinds = some(1).stream().map(Object::getClass).collect(Collectors.toSet());

        assertThat(kinds).containsAll(List.of(Misfortune.class.getPermittedSubclasses()));
    }

    private static List<Misfortune> some(long seed) {
        var random = new Random(seed);
        return Stream.generate(() -> Misfortune.next(random)).limit(200).toList();
    }
}
