package io.movein.local.bench.tier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class PositionsTest {

    private final Positions positions = new Positions();

    @Test
    void areExactWhereEachGroupGoesOnWithTheRecordThatWouldHaveBeenItsNext() {
        positions.add(0, OptionalLong.of(0));
        positions.add(4_000, OptionalLong.of(4_000));

        assertThat(positions.isExact()).isTrue();
        assertThat(positions.words()).isEqualTo("2 of 2 positions exact");
    }

    @Test
    void sayHowFarTheFarthestIsFromWhereItShouldBe() {
        positions.add(7_000, OptionalLong.of(5_000));
        positions.add(7_000, OptionalLong.of(6_999));
        positions.add(7_000, OptionalLong.of(7_003));
        positions.add(7_000, OptionalLong.empty());
        positions.add(7_000, OptionalLong.of(7_000));

        assertThat(positions.isExact()).isFalse();
        assertThat(positions.words())
                .isEqualTo("1 of 5 positions exact, 2 early by up to 2,000 offsets,"
                        + " 1 late by up to 3 offsets, whose records are never read, 1 missing");
    }

    @Test
    void areFoundByWhatTheNextRecordSays() {
        assertThat(SharedTopic.offset(3, "3 1234 abcdef")).isEqualTo(1234);
        assertThatThrownBy(() -> SharedTopic.offset(2, "3 1234 abcdef"))
                .hasMessage("in partition 2 there is a record of partition 3");
    }
}
