package io.movein.standin.github.form;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class IssueFormTest {

    /** Intake reads the body by these labels in this order. */
    @Test
    void asksForAMigrationInTheAgreedOrder() {
        var form = IssueForm.bundled(IssueForm.MIGRATE);

        assertThat(form.elements())
                .filteredOn(Element::asks)
                .extracting(Element::label)
                .containsExactly(
                        "Onboarding issue",
                        "Source",
                        "Image",
                        "Mode",
                        "Additional CPU",
                        "Additional memory",
                        "Additional storage",
                        "Egress",
                        "Destination interfaces",
                        "Secrets",
                        "Re-run contract",
                        "Supports resume",
                        "Expected runtime",
                        "Configuration",
                        "Migration plan");
        assertThat(form.labels()).containsExactly("migrate-my-data");
        assertThat(options(form, "mode")).containsExactly("dry-run", "live");
        assertThat(options(form, "rerun"))
                .containsExactly("safe on populated destination", "destination must be empty");
        assertThat(options(form, "resume")).containsExactly("yes", "no");
    }

    @Test
    void asksForAPlanInTheAgreedOrder() {
        var form = IssueForm.bundled(IssueForm.PLAN);

        assertThat(form.elements())
                .filteredOn(Element::asks)
                .extracting(Element::label)
                .containsExactly(
                        "What moves", "From", "To", "Tenants", "Gates", "Reviewers", "Recovery time objective");
        assertThat(form.labels()).containsExactly("migration-plan");
    }

    @Test
    void givesABodyAsGitHubWritesIt() throws IOException {
        var form = form("""
                name: move
                description: d
                body:
                  - {type: markdown, attributes: {value: hello}}
                  - {type: input, id: a, attributes: {label: First}}
                  - {type: textarea, id: b, attributes: {label: Second}}
                  - {type: dropdown, id: c, attributes: {label: Third, options: [x, y]}}
                  - {type: textarea, id: d, attributes: {label: Fourth, render: text}}
                """);

        var body = form.body(Map.of("b", "one\r\ntwo", "c", "x"));

        assertThat(body)
                .isEqualTo(
                        "### First\n\n_No response_\n\n### Second\n\none\r\ntwo\n\n### Third\n\nx\n\n### Fourth\n\n```text\n\n```");
    }

    @Test
    void namesEveryAnswerThatIsMissingOrNotOffered() {
        var problems = IssueForm.bundled(IssueForm.MIGRATE).problems(Map.of("mode", "both", "source", " "));

        assertThat(problems)
                .containsEntry("source", "Source is required")
                .containsEntry("mode", "'both' is none of dry-run, live")
                .containsKeys("onboarding", "artifact", "runtime")
                .doesNotContainKeys("egress", "secrets");
    }

    @Test
    void turnsDownWhatItWouldNotAsk() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> IssueForm.bundled(IssueForm.MIGRATE).body(Map.of("colour", "red")))
                .withMessageContaining("does not ask for [colour]");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> IssueForm.bundled("other.yml"))
                .withMessageContaining("'other.yml'");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> form("body: [{type: upload}]"))
                .withMessageContaining("'upload'");
    }

    private static List<String> options(IssueForm form, String id) {
        return form.elements().stream()
                .filter(element -> element.id().equals(id))
                .findFirst()
                .orElseThrow()
                .options();
    }

    private static IssueForm form(String yaml) throws IOException {
        return IssueForm.read("form.yml", new ByteArrayInputStream(yaml.getBytes(StandardCharsets.UTF_8)));
    }
}
