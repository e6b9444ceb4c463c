package io.movein.runner;

import static org.assertj.core.api.Assertions.assertThat;

import io.movein.model.FailureKind;
import io.movein.model.RunOutcome;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Nothing that a report can say is without a run that is made to end so. */
class WaysToEndTest {
    @Test
    void eachOutcomeAndEachKindOfFailureIsProvoked() {
        var outcomes = WaysToEnd.all().stream().map(WaysToEnd.Way::outcome).collect(Collectors.toSet());
        var failures = WaysToEnd.all().stream().map(WaysToEnd.Way::failure).collect(Collectors.toSet());

        assertThat(outcomes).isEqualTo(Set.of(RunOutcome.values()));
        assertThat(failures).isEqualTo(EnumSet.complementOf(EnumSet.of(FailureKind.UNKNOWN)));
    }
}
