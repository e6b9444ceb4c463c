package io.movein.standin.github.pages;

import static org.assertj.core.api.Assertions.assertThat;

import io.movein.standin.github.model.IssueEvent;
import io.movein.standin.github.model.IssueEvent.Kind;
import io.movein.standin.github.model.StoredComment;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class TimelineTest {

    private static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");

    @Test
    void tellsWhatOnePersonLabelledInOneGoTogether() {
        var items = Timeline.of(
                List.of(),
                List.of(
                        event(1, Kind.LABELED, "bot", "a"),
                        event(2, Kind.UNLABELED, "bot", "b"),
                        event(3, Kind.LABELED, "operator", "c")));

        assertThat(items).extracting(Timeline.Item::actor).containsExactly("bot", "operator");
        assertThat(items.getFirst().added()).containsExactly("a");
        assertThat(items.getFirst().removed()).containsExactly("b");
    }

    @Test
    void keepsApartWhatWasSetAndTakenAgain() {
        var items = Timeline.of(
                List.of(), List.of(event(1, Kind.LABELED, "bot", "a"), event(2, Kind.UNLABELED, "bot", "a")));

        assertThat(items).hasSize(2);
    }

    @Test
    void putsACommentWhereItBelongs() {
        var comment = new StoredComment(2, 1, "bot", "text", NOW, NOW, null);

        var items = Timeline.of(
                List.of(comment), List.of(event(1, Kind.LABELED, "bot", "a"), event(3, Kind.LABELED, "bot", "b")));

        assertThat(items).extracting(Timeline.Item::id).containsExactly(1L, 2L, 3L);
    }

    private static IssueEvent event(long id, Kind kind, String actor, String label) {
        return new IssueEvent(id, 1, kind, actor, NOW, label, null, null, null);
    }
}
