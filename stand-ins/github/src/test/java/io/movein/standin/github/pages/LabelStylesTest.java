package io.movein.standin.github.pages;

import static org.assertj.core.api.Assertions.assertThat;

import io.movein.standin.github.model.Label;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class LabelStylesTest {

    @Test
    void writesDarkOnLightAndWhiteOnDark() {
        var css = LabelStyles.css(List.of(
                new Label(1, "light", "ededed", "", Instant.EPOCH), new Label(2, "dark", "1f883d", "", Instant.EPOCH)));

        assertThat(css)
                .isEqualTo(".label-1{background:#ededed;color:#1f2328}\n.label-2{background:#1f883d;color:#fff}");
    }

    @Test
    void leavesOutWhatIsNoColor() {
        assertThat(LabelStyles.css(List.of(new Label(1, "x", "red;}body{display:none", "", Instant.EPOCH))))
                .isEmpty();
    }
}
