package io.movein.intake.form;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

class FormFieldTest {

    private static final Path FORM = Path.of("..", "deploy", "github", "ISSUE_TEMPLATE", "migrate-my-data.yml");

    @Test
    void areTheFieldsOfTheIssueForm() throws IOException {
        var fields = fields();

        assertThat(fields)
                .extracting(field -> field.at("/attributes/label").asText())
                .containsExactlyElementsOf(
                        Arrays.stream(FormField.values()).map(FormField::label).toList());
        assertThat(fields)
                .extracting(field -> field.at("/validations/required").asBoolean())
                .containsExactlyElementsOf(Arrays.stream(FormField.values())
                        .map(FormField::isRequired)
                        .toList());
    }

    @Test
    void readEveryOptionOfTheIssueForm() throws IOException {
        for (var field : fields()) {
            for (var option : field.at("/attributes/options")) {
                var parsed =
                        RequestForm.parse("### " + field.at("/attributes/label").asText() + "\n\n" + option.asText());

                assertThat(parsed.problems())
                        .as(option.asText())
                        .noneMatch(problem -> problem.getCode().equals("form.not-a-choice"));
            }
        }
    }

    private static List<JsonNode> fields() throws IOException {
        var form = new YAMLMapper().readTree(FORM.toFile());
        return StreamSupport.stream(form.get("body").spliterator(), false)
                .filter(part -> !part.get("type").asText().equals("markdown"))
                .toList();
    }
}
