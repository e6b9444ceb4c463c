package io.movein.reporter.page;

import static io.movein.reporter.page.Given.NOON;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ReadingTest {
    @Test
    void nothingIsToBeSaidOfATableThatIsWholeAndOfNow() {
        assertThat(Reading.of(0, NOON).caveat(NOON.plusSeconds(15))).isEmpty();
    }

    @Test
    void beforeKafkaHasAnsweredNothingHasBeenRead() {
        assertThat(Reading.began(NOON).isWhole()).isFalse();
        assertThat(Reading.began(NOON).caveat(NOON)).hasValue("Not everything has been read yet.");
    }

    @Test
    void whileItIsReadItIsSaidHowMuchIsLeft() {
        assertThat(Reading.of(1_234, NOON).isWhole()).isFalse();
        assertThat(Reading.of(1_234, NOON).caveat(NOON))
                .hasValue("Not everything has been read yet: 1,234 records are left.");
    }

    @Test
    void sinceWhenKafkaIsSilentIsSaidWhetherTheTableIsWholeOrNot() {
        assertThat(Reading.of(0, NOON).caveat(NOON.plusSeconds(90)))
                .hasValue("Kafka has not answered for 1 min 30 s, since 2026-01-01 12:00 UTC."
                        + " What is shown is how things stood then.");
        assertThat(Reading.began(NOON).caveat(NOON.plusSeconds(90)))
                .hasValue("Kafka has not answered for 1 min 30 s, since 2026-01-01 12:00 UTC."
                        + " Not everything has been read yet.");
    }
}
