package io.movein.reporter.issue;

import static org.assertj.core.api.Assertions.assertThat;

import io.movein.reporter.Samples;
import io.movein.reporter.Story;
import java.util.stream.IntStream;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.Test;

class RepliesTest {
    private final FakeIssue issue = new FakeIssue();

    @Test
    void oneCommentTellsAPersonOfAllThatWasRefusedInARow() {
        issue.handle(Story.requested(1), Story.passed(2));
        var outsider = Samples.actor(3001, "outsider");

        var refused = IntStream.range(3, 53)
                .mapToObj(sequence -> Story.refused(sequence, "comment:" + sequence, outsider, "not-a-command"))
                .toArray(SpecificRecord[]::new);
        var writes = issue.handle(refused);
        var again = issue.handle(refused);

        assertThat(writes)
                .filteredOn(Write.NewComment.class::isInstance)
                .singleElement()
                .isInstanceOfSatisfying(
                        Write.NewComment.class,
                        comment -> assertThat(comment.text()).contains("… and 39 more before that"));
        assertThat(again).isEmpty();
    }

    @Test
    void whatIsRefusedToTwoPeopleIsToldToEach() {
        issue.handle(Story.requested(1), Story.passed(2));

        var writes = issue.handle(
                Story.refused(3, "comment:3", Samples.actor(3001, "outsider"), "not-a-command"),
                Story.refused(4, "comment:4", Samples.OWNER, "not-a-command"),
                Story.help(5),
                Story.refused(6, "comment:6", Samples.OWNER, "not-a-command"));

        assertThat(writes)
                .filteredOn(Write.NewComment.class::isInstance)
                .extracting(write -> ((Write.NewComment) write).marker().sequence())
                .containsExactly(3L, 4L, 5L, 6L);
    }
}
