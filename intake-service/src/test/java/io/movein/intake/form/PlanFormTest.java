package io.movein.intake.form;

import static org.assertj.core.api.Assertions.assertThat;

import io.movein.intake.issue.OnboardingLink;
import io.movein.model.Gate;
import io.movein.model.GateChoice;
import io.movein.model.Person;
import io.movein.model.Problem;
import io.movein.model.Stage;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlanFormTest {

    private static final String WHOLE = """
            ### What moves

            The media library

            ### From

            PostgreSQL 12

            ### To

            PostgreSQL 17

            ### Tenants

            #3
            - #4, #3

            ### Gates

            mapping: external

            ### Reviewers

            @octocat

            ### Recovery time objective

            1h 30m
            """;

    @Test
    void readsEveryField() {
        var parsed = parse(WHOLE);

        assertThat(parsed.problems()).isEmpty();
        assertThat(parsed.request().getWhat()).isEqualTo("The media library");
        assertThat(parsed.request().getFrom()).isEqualTo("PostgreSQL 12");
        assertThat(parsed.request().getTo()).isEqualTo("PostgreSQL 17");
        assertThat(parsed.request().getTenants()).containsExactly(3, 4);
        assertThat(parsed.request().getGates()).containsExactly(new GateChoice(Stage.MAPPING, Gate.EXTERNAL));
        assertThat(parsed.request().getReviewers()).containsExactly(new Person(7L, "octocat"));
        assertThat(parsed.request().getRecoveryTimeObjectiveSeconds()).isEqualTo(5_400);
    }

    @Test
    void needsNeitherGatesNorReviewers() {
        var parsed = parse(WHOLE.replace("mapping: external", "_No response_").replace("@octocat", "_No response_"));

        assertThat(parsed.problems()).isEmpty();
        assertThat(parsed.request().getGates()).isEmpty();
        assertThat(parsed.request().getReviewers()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            The media library | _No response_         | form.empty-field
            #3                | the media tenant      | form.not-an-issue
            #3                | other/repository#3    | form.not-an-issue
            mapping: external | mapping               | form.not-a-gate
            mapping: external | mapping: maybe        | form.not-a-gate
            mapping: external | mapping: ask; mapping: auto | form.ambiguous
            @octocat          | @nobody               | form.unknown-reviewer
            @octocat          | octo cat              | form.unknown-reviewer
            1h 30m            | soon                  | form.not-a-duration
            PostgreSQL 12     | ghp_0123456789abcdefghijABCDEFGHIJ012345 | form.secret
            """)
    void saysWhatCannotBeRead(String there, String instead, String code) {
        assertThat(parse(WHOLE.replace(there, instead)).problems())
                .extracting(Problem::getCode)
                .containsExactly(code);
    }

    @Test
    void saysWhatAnotherTextLacks() {
        assertThat(parse("Please move everything").problems())
                .extracting(Problem::getCode)
                .containsExactly("form.not-the-form");
        assertThat(parse(WHOLE + "\n### From\n\nelsewhere").problems())
                .extracting(Problem::getReason)
                .singleElement()
                .asString()
                .contains("'### From' stands on the lines");
    }

    @Test
    void takesNoMoreTenantsThanAPlanMayHave() {
        var many = String.join("\n", Collections.nCopies(21, "#3"));

        assertThat(parse(WHOLE.replace("#3\n- #4, #3", many)).problems())
                .extracting(Problem::getCode)
                .isEqualTo(List.of("form.too-long"));
    }

    private static PlanForm.Parsed parse(String body) {
        return PlanForm.parse(
                body,
                text -> OnboardingLink.number(text, "acme/infra"),
                login -> Optional.ofNullable(Map.of("octocat", 7L).get(login)));
    }
}
