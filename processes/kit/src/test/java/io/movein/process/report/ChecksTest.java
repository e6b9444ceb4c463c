package io.movein.process.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ChecksTest {

    private final Checks checks = new Checks();

    @Test
    void comparesExactly() {
        assertThat(Check.exact("row count", "orders", 1000, 1000).matches()).isTrue();
        assertThat(Check.exact("row count", "orders", 1000, 999).verdict()).isEqualTo(new Check.Verdict.Mismatch());
    }

    @Test
    void nothingOnBothSidesProvesNothingUnlessThePlanSaysSo() {
        assertThat(Check.exact("row count", "orders", 0, 0).verdict())
                .isEqualTo(
                        new Check.Verdict.NotMade("nothing on both sides, and the plan does not say that it is empty"));
        assertThat(Check.exact("digest", "orders", "", "").matches()).isFalse();
        assertThat(Check.empty("row count", "orders", 0, 0).matches()).isTrue();
        assertThat(Check.empty("row count", "orders", 3, 3).matches()).isFalse();
    }

    @Test
    void aCheckThatCouldNotBeMadeIsNoMatch() {
        checks.add(Check.exact("row count", "orders", 1, 1));
        assertThat(checks.allMatch()).isTrue();

        checks.add(Check.notMade("digest", "orders", "the source does not answer"));

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
        checks.add(Check.exact("row count", "a", 1, 1));
        checks.add(Check.notMade("row count", "b", "locked"));
        checks.add(Check.exact("row count", "c", 1, 2));
        checks.replace(Check.exact("row count", "a", 2, 2));

        assertThat(checks.worstFirst()).extracting(Check::of).containsExactly("c", "b", "a");
        assertThat(checks.worstFirst().getLast().source()).isEqualTo("2");
    }
}
