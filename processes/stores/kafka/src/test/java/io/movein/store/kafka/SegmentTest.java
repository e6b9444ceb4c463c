package io.movein.store.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class SegmentTest {

    @Test
    void isTheSameAfterItWasWritten() {
        var segment = Segment.of(100, 120, List.of(101L, 102L, 105L, 119L), 40);

        assertThat(segment.text()).isEqualTo("120 40 1 2 2 1 13 1");
        assertThat(Segment.parse(100, segment.text())).isEqualTo(segment);
        assertThat(Segment.parse(100, Segment.of(100, 120, List.of(), 0).text()).records())
                .isZero();
    }

    @Test
    void tellsWhereTheNextRecordLies() {
        var segment = Segment.of(100, 120, List.of(101L, 102L, 105L, 119L), 40);

        assertThat(segment.next(0)).isEqualTo(OptionalLong.of(40));
        assertThat(segment.next(102)).isEqualTo(OptionalLong.of(41));
        assertThat(segment.next(103)).isEqualTo(OptionalLong.of(42));
        assertThat(segment.next(119)).isEqualTo(OptionalLong.of(43));
        assertThat(segment.next(120)).isEmpty();
    }
}
