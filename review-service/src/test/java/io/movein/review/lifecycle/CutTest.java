package io.movein.review.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class CutTest {

    @Test
    void letsNoSecretOfAProcessIntoTheEvents() {
        assertThat(Cut.cut("cannot log in with ghp_aB3dE6gH9jK2mN5pQ8sT1vW4", 500))
                .isEqualTo("cannot log in with ghp_***");
        assertThat(Cut.lines(List.of("password=hunter22"), 10, 500)).containsExactly("password=***");
    }
}
