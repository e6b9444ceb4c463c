package io.movein.intake.issue;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class OnboardingLinkTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "#12",
                "12",
                "acme/infra#12",
                "Acme/Infra#12",
                "https://github.com/acme/infra/issues/12",
                "http://127.0.0.1:8080/acme/infra/issues/12/",
                "https://github.com/acme/infra/issues/12#issuecomment-5"
            })
    void namesAnIssueOfThisRepository(String link) {
        assertThat(OnboardingLink.number(link, "acme/infra")).hasValue(12);
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(
            strings = {
                "",
                "#0",
                "#99999999999",
                "other/infra#12",
                "https://github.com/other/infra/issues/12",
                "https://github.com/acme/infra/pull/12",
                "https://github.com/acme/infra/issues/12/../../x",
                "see #12",
                "#12 #13"
            })
    void namesNone(@Nullable String link) {
        assertThat(OnboardingLink.number(link, "acme/infra")).isEmpty();
    }
}
