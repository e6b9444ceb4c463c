package io.movein.local.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

class FilledFormTest {
    private static final FilledForm FORM = new FilledForm(
            1,
            "Old host: http://old\nVolume: 1 file",
            "registry.example/a@sha256:b",
            "live",
            "500m",
            "256Mi",
            "0",
            List.of("old:80", "older:80"),
            List.of("store:9000"),
            List.of(),
            "safe on populated destination",
            "no",
            "1m",
            "",
            "");

    @Test
    void hasTheFieldsOfTheRealFormInItsOrder() throws Exception {
        var form = new YAMLMapper()
                .readTree(
                        Path.of("../github/ISSUE_TEMPLATE/migrate-my-data.yml").toFile());
        var labels = StreamSupport.stream(form.path("body").spliterator(), false)
                .filter(field -> field.has("id"))
                .map(field -> field.at("/attributes/label").asText())
                .toList();

        var headings = FORM.body()
                .lines()
                .filter(line -> line.startsWith("### "))
                .map(line -> line.substring(4))
                .toList();

        assertThat(headings).isEqualTo(labels);
    }

    @Test
    void isWrittenAsGitHubWritesIt() {
        assertThat(FORM.body())
                .startsWith(
                        "### Onboarding issue\n\n#1\n\n### Source\n\nOld host: http://old\nVolume: 1 file\n\n### Image")
                .contains("### Egress\n\nold:80\nolder:80\n\n### Destination interfaces")
                .contains("### Secrets\n\n_No response_\n\n### Re-run contract");
    }

    @Test
    void whatIsShownCanBePastedFieldByField() {
        var names = FORM.body()
                .lines()
                .filter(line -> line.startsWith("### "))
                .map(line -> line.substring(4))
                .toList();
        var pasted = new StringBuilder();
        for (var line : FORM.shown().lines().toList()) {
            var name = names.stream().filter(line::startsWith).max(Comparator.comparingInt(String::length));
            name.ifPresent(it -> pasted.append(pasted.isEmpty() ? "" : "\n\n")
                    .append("### ")
                    .append(it)
                    .append("\n"));
            pasted.append("\n").append(line.length() > 24 ? line.substring(24) : "_No response_");
        }

        assertThat(pasted.toString()).isEqualTo(FORM.body());
    }
}
