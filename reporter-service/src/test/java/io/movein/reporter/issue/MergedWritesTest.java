package io.movein.reporter.issue;

import static org.assertj.core.api.Assertions.assertThat;

import io.movein.contract.issue.Marker;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class MergedWritesTest {
    private static final Write EDIT = new Write.EditComment(1, new Marker.Status(1), "text");
    private static final Write ADD = new Write.AddLabel("state:running");
    private static final Write REMOVE = new Write.RemoveLabel("state:queued");
    private static final Set<String> FOUND = Set.of("migrate-my-data", "state:queued", "priority");

    @Test
    void severalLabelsAreOneRequestThatKeepsTheOthers() {
        assertThat(MergedWrites.of(List.of(EDIT, ADD, REMOVE), FOUND))
                .containsExactly(EDIT, new Write.SetLabels(Set.of("migrate-my-data", "state:running", "priority")));
    }

    @Test
    void closingTakesTheLabelsAlong() {
        assertThat(MergedWrites.of(List.of(EDIT, new Write.Close(true), ADD, REMOVE), FOUND))
                .containsExactly(
                        EDIT, new Write.CloseWithLabels(true, Set.of("migrate-my-data", "state:running", "priority")));
    }

    @Test
    void oneChangeStaysAsItIsSoThatNothingElseCanBeLost() {
        for (var one : List.of(ADD, REMOVE, new Write.Close(false))) {
            assertThat(MergedWrites.of(List.of(EDIT, one), FOUND)).containsExactly(EDIT, one);
        }
    }
}
