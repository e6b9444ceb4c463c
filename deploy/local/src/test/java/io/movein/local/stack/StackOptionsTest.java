package io.movein.local.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

class StackOptionsTest {
    @ParameterizedTest
    @CsvSource({
        "8, 0.5, 2", // an idle machine of today
        "8, -1, 2", // one that does not tell its load
        "4, 4, 2",
        "2, 0, 4",
        "1, 0, 8",
        "8, 20, 6",
        "2, 9.5, 20", // five on each core
        "2, 300, 20"
    })
    void theTimeToStartGrowsWithTheMachine(int cores, double load, int minutes) {
        assertThat(StackOptions.startTimeout(cores, load)).isEqualTo(Duration.ofMinutes(minutes));
    }

    @Test
    void aTimeToStartThatIsGivenCounts() {
        assertThat(parsed("--start-timeout", "90s").startTimeout()).isEqualTo(Duration.ofSeconds(90));
    }

    @Test
    void aTimeToStartThatIsNoneIsRefused() {
        assertThatThrownBy(() -> parsed("--start-timeout", "90"))
                .hasMessageContaining("'90' is not a duration (expected e.g. 90s, 5m or 1h)");
    }

    private static StackOptions parsed(String... words) {
        var command = new Up();
        new CommandLine(command).parseArgs(words);
        return command.options;
    }

    @Command(name = "up")
    private static final class Up {
        @Mixin
        private StackOptions options = new StackOptions();
    }
}
