package io.movein.review.stream;

import static io.movein.review.Given.NOON;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class AgendaTest {
    private final Agenda agenda = new Agenda();

    @Test
    void tellsWhatIsDueInTheOrderOfTime() {
        agenda.put("later", Optional.of(NOON.plusSeconds(2)));
        agenda.put("first", Optional.of(NOON));
        agenda.put("not yet", Optional.of(NOON.plusSeconds(3)));
        agenda.put("never", Optional.empty());

        assertThat(agenda.dueBy(NOON.plusSeconds(2))).containsExactly("first", "later");
    }

    @Test
    void forgetsWhatWasPutAnew() {
        agenda.put("one", Optional.of(NOON));
        agenda.put("one", Optional.of(NOON.plusSeconds(5)));
        assertThat(agenda.dueBy(NOON)).isEmpty();

        agenda.put("one", Optional.empty());
        assertThat(agenda.dueBy(NOON.plusSeconds(60))).isEmpty();
    }
}
