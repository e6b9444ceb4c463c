package io.movein.review.lifecycle;

import static io.movein.review.Given.OWNER;
import static io.movein.review.Given.aRequest;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.movein.command.ShowStatus;
import org.junit.jupiter.api.Test;

class HandledTest {
    private final Story story = Story.begins();

    @Test
    void remembersABoundedNumberOfCommandsAndCarriesNoneOutTwice() {
        story.reviewed(aRequest());
        for (int comment = 1_001; comment <= 3_000; comment++) {
            assertThat(story.hears("comment:" + comment, status())).containsExactly("StatusShown");
        }

        assertThat(requireNonNull(story.platform.migration(Story.MIGRATION)).getHandled())
                .hasSizeLessThanOrEqualTo(Handled.KEPT);
        for (int comment = 1_001; comment <= 3_000; comment++) {
            assertThat(story.hears("comment:" + comment, status())).isEmpty();
            assertThat(story.hears("comment:" + comment + ":2", status()).size())
                    .isLessThanOrEqualTo(1);
        }
    }

    @Test
    void stillHearsWhatIsNewerThanWhatItHasForgotten() {
        story.reviewed(aRequest());
        for (int comment = 1_001; comment <= 2_000; comment++) {
            story.hears("comment:" + comment, status());
        }

        assertThat(story.hears("comment:2001", status())).containsExactly("StatusShown");
        assertThat(story.hears("labeled:7", status())).containsExactly("StatusShown");
    }

    private static ShowStatus status() {
        return new ShowStatus(Story.MIGRATION, OWNER, "https://github.example/5");
    }
}
