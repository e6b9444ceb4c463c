package io.movein.standin.kubernetes.objects;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LabelSelectorTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "tier=x | true",
                "tier==x | true",
                "tier!=x | false",
                "tier | true",
                "!tier | false",
                "other | false",
                "!other | true",
                "other!=x | true",
                "tier=x,env=p | true",
                "tier=x,env=q | false"
            })
    void selects(String selector, boolean selected) {
        var labels = Json.object().put("tier", "x").put("env", "p");

        assertThat(LabelSelector.parse(selector).test(labels)).isEqualTo(selected);
    }

    @Test
    void tellsWhatItCannotRead() {
        assertThatThrownBy(() -> LabelSelector.parse("tier in (x)"))
                .hasMessage("the stand-in knows no sets in label selectors: 'tier in (x)'");
    }
}
