package io.movein.review.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class ChecksPageTest {
    private static final Path PAGE = Path.of("../docs/checks.md");
    private static final Pattern ROW = Pattern.compile("(?m)^\\|[^|]*\\| `([a-z-]+\\.[a-z-]+)` \\|");

    @Test
    void listsExactlyTheCodesOfTheRuleBook() throws IOException {
        var listed = ROW.matcher(Files.readString(PAGE))
                .results()
                .map(row -> row.group(1))
                .toList();

        assertThat(listed)
                .containsExactlyInAnyOrderElementsOf(Policy.CHECKS.stream()
                        .flatMap(check -> check.codes().stream())
                        .toList());
    }

    @Test
    void hasThirteenChecks() {
        assertThat(Policy.CHECKS).hasSize(13);
    }
}
