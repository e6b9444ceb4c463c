package io.movein.process.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ChecksTest {

    private final Checks checks = new Checks();

    @Test
    void comparesExactly() {
        assertThat(CheckOutcome.exact("row count", "orders", 1000, 1000).matches())
                .isTrue();
        assertThat(CheckOutcome.exact("row count", "orders", 1000, 999).verdict())
                .isEqualTo(new CheckOutcome.Verdict.Mismatch());
    }

    @Test
    void nothingOnBothSidesProvesNothingUnlessThePlanSaysSo() {
        assertThat(CheckOutcome.exact("row count", "orders", 0, 0).verdict())
                .isEqualTo(new CheckOutcome.Verdict.NotMade(
                        "nothing on both sides, and the plan does not say that it is empty"));
        assertThat(CheckOutcome.exact("digest", "orders", "", "").matches()).isFalse();
        assertThat(CheckOutcome.empty("row count", "orders", 0, 0).matches()).isTrue();
        assertThat(CheckOutcome.empty("row count", "orders", 3, 3).matches()).isFalse();
    }

    @Test
    void aCheckThatCouldNotBeMadeIsNoMatch() {
        checks.add(CheckOutcome.exact("row count", "orders", 1, 1));
        assertThat(checks.allMatch()).isTrue();

        checks.add(CheckOutcome.notMade("digest", "orders", "the source does not answer"));

        assertThat(checks.allMatch()).isFalse();
        assertThat(checks.anyMismatch()).isFalse();
        assertThat(checks.anyNotMade()).isTrue();
    }

    @Test
    void noCheckAtAllIsNoProof() {
        assertThat(checks.allMatch()).isFalse();
    }

    @Test
    void tellsTheWorstFirstAndEachOnce() {
        checks.add(CheckOutcome.exact("row count", "a", 1, 1));
        checks.add(CheckOutcome.notMade("row count", "b", "locked"));
        checks.add(CheckOutcome.exact("row count", "c", 1, 2));
        checks.replace(CheckOutcome.exact("row count", "a", 2, 2));

        assertThat(checks.worstFirst()).extracting(CheckOutcome::of).containsExactly("c", "b", "a");
        assertThat(checks.worstFirst().getLast().source()).isEqualTo("2");
    }
}
