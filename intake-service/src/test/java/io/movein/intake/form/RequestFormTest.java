package io.movein.intake.form;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import io.movein.model.MigrationRequest;
import io.movein.model.Mode;
import io.movein.model.PartialResources;
import io.movein.model.Problem;
import io.movein.model.RerunContract;
import io.movein.model.Resources;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestFormTest {

    private static final String FORM = Forms.COMPLETE;

    private static final MigrationRequest REQUEST = MigrationRequest.newBuilder()
            .setOnboarding("#12")
            .setSource("Old host: https://media.old-host.example\nVolume: about 1,000 files")
            .setImage("registry.example.com/media@sha256:4b825dc6")
            .setMode(Mode.LIVE)
            .setSpike(new Resources(500L, 512L << 20, 1L << 30))
            .setEgress(List.of("media.old-host.example:443", "10.0.0.1:80"))
            .setDestinations(List.of("media-store:9000"))
            .setSecrets(List.of())
            .setRerunContract(RerunContract.SAFE_ON_POPULATED_DESTINATION)
            .setSupportsResume(true)
            .setExpectedRuntimeSeconds(28 * 3600L)
            .build();

    @Test
    void readsAWholeForm() {
        var parsed = RequestForm.parse(FORM);

        assertThat(parsed).isEqualTo(new RequestForm.Parsed(REQUEST, List.of()));
    }

    @Test
    void readsTheOtherAmountsWhereOneCannotBeRead() {
        var parsed = RequestForm.parse(FORM.replace("512Mi", "plenty"));

        assertThat(parsed.request().getSpike()).isNull();
        assertThat(parsed.request().getPartialSpike())
                .isEqualTo(PartialResources.newBuilder()
                        .setCpuMillis(500L)
                        .setStorageBytes(1L << 30)
                        .build());
        assertThat(parsed.problems()).extracting(Problem::getCode).containsExactly("form.not-a-quantity");
    }

    @Test
    void readsTheSameAfterAnEditInTheBrowser() {
        var parsed = RequestForm.parse(FORM.replace("\n", "\r\n"));

        assertThat(parsed).isEqualTo(new RequestForm.Parsed(REQUEST, List.of()));
    }

    @Test
    void readsTheSameWithTextareasInWindowsLines() {
        var parsed =
                RequestForm.parse(FORM.replace(":443\n", ":443\r\n").replace("example\nVolume", "example\r\nVolume"));

        assertThat(parsed).isEqualTo(new RequestForm.Parsed(REQUEST, List.of()));
    }

    @Test
    void readsARenderedFieldWithoutItsFence() {
        var parsed = RequestForm.parse(with("media-store:9000", "```text\nmedia-store:9000\n```"));

        assertThat(parsed.request()).isEqualTo(REQUEST);
    }

    @Test
    void takesAnEmptyFenceForNothing() {
        var parsed = RequestForm.parse(with("media.old-host.example:443\n10.0.0.1:80", "```text\n\n```"));

        assertThat(parsed.request().getEgress()).isEmpty();
        assertThat(parsed.problems()).isEmpty();
    }

    @Test
    void readsADryRunThatMustNotMeetDataAndCannotResume() {
        var parsed = RequestForm.parse(FORM.replace("\nlive\n", "\ndry-run\n")
                .replace("safe on populated destination", "destination must be empty")
                .replace("\nyes\n", "\nno\n"));

        assertThat(parsed.request())
                .isEqualTo(MigrationRequest.newBuilder(REQUEST)
                        .setMode(Mode.DRY_RUN)
                        .setRerunContract(RerunContract.DESTINATION_MUST_BE_EMPTY)
                        .setSupportsResume(false)
                        .build());
    }

    /** As the form was until some of its fields were renamed; an issue that was filed with it is edited and read again. */
    @Test
    void readsTheLabelsThatTheFormHadBefore() {
        var former = FORM.replace("### Image", "### Artifact")
                .replace("### Additional CPU", "### CPU spike")
                .replace("### Additional memory", "### Memory spike")
                .replace("### Additional storage", "### Storage spike");

        assertThat(RequestForm.parse(former)).isEqualTo(RequestForm.parse(FORM));
        assertThat(former).isNotEqualTo(FORM);
    }

    @Test
    void doesNotReadOneFieldUnderItsLabelAndItsFormerOne() {
        var parsed = RequestForm.parse(with("Volume: about 1,000 files", "### Artifact\n\nevil.example/x@sha256:00"));

        assertThat(parsed.request().getImage()).isNull();
        assertThat(parsed.problems())
                .containsExactly(new Problem(
                        "form.ambiguous",
                        "the heading '### Artifact' or '### Image' stands on the lines 8, 12, expected once",
                        "keep the one that is meant; inside a text write the others differently"));
    }

    @Test
    void doesNotTakeAHeadingInsideATextForTheRealField() {
        var parsed = RequestForm.parse(with("Volume: about 1,000 files", "### Image\n\nevil.example/x@sha256:00"));

        assertThat(parsed.request().getImage()).isNull();
        assertThat(parsed.problems())
                .containsExactly(new Problem(
                        "form.ambiguous",
                        "the heading '### Image' stands on the lines 8, 12, expected once",
                        "keep the one that is meant; inside a text write the others differently"));
    }

    @Test
    void doesNotLetALaterTextOverrideAnEarlierField() {
        var parsed = RequestForm.parse(with("_No response_", "### Mode\n\ndry-run"));

        assertThat(parsed.request().getMode()).isEqualTo(Mode.UNKNOWN);
        assertThat(parsed.problems()).extracting(Problem::getCode).containsExactly("form.ambiguous");
    }

    @Test
    void findsAFakeHeadingInsideAFenceAmbiguousToo() {
        var parsed = RequestForm.parse(with("_No response_", "```\n### Mode\n```"));

        assertThat(parsed.problems()).extracting(Problem::getCode).containsExactly("form.ambiguous");
    }

    @Test
    void refusesSectionsOutOfOrder() {
        var parsed = RequestForm.parse(
                FORM.replace("### Mode\n\nlive\n\n", "").replace("### Secrets", "### Mode\n\nlive\n\n### Secrets"));

        assertThat(parsed.request().getMode()).isEqualTo(Mode.UNKNOWN);
        assertThat(parsed.problems()).extracting(Problem::getCode).containsExactly("form.ambiguous");
        assertThat(parsed.problems().getFirst().getReason())
                .contains("'### Mode'")
                .contains("stands after one that follows it");
    }

    @Test
    void missesASection() {
        var parsed = RequestForm.parse(FORM.replace("### Secrets\n\n_No response_\n\n", ""));

        assertThat(parsed.problems())
                .containsExactly(new Problem(
                        "form.missing-field",
                        "the section '### Secrets' is missing",
                        "add a line '### Secrets' at its place in the form's order, and the value below it"));
    }

    @Test
    void doesNotKnowALabelWrittenDifferently() {
        var parsed = RequestForm.parse(FORM.replace("### Mode", "### mode"));

        assertThat(parsed.problems())
                .extracting(Problem::getCode)
                .containsExactlyInAnyOrder("form.not-one-line", "form.missing-field");
        assertThat(parsed.request().getImage()).isNull();
    }

    @Test
    void saysOnceThatATextIsNotTheForm() {
        for (var body : List.of("", "please move my data", "\r\n\r\n")) {
            var parsed = RequestForm.parse(body);

            assertThat(parsed.problems()).extracting(Problem::getCode).containsExactly("form.not-the-form");
        }
    }

    @Test
    void reportsEveryEmptyRequiredFieldAtOnce() {
        var parsed = RequestForm.parse(FORM.replaceAll("(### [^\n]+\n)\n[^#]+(#12\n\n)?", "$1\n_No response_\n\n")
                .replace("#12", ""));

        assertThat(parsed.problems())
                .extracting(Problem::getReason)
                .contains(
                        "Onboarding issue is empty",
                        "Source is empty",
                        "Image is empty",
                        "Mode is empty",
                        "Additional CPU is empty",
                        "Additional memory is empty",
                        "Additional storage is empty",
                        "Re-run contract is empty",
                        "Supports resume is empty",
                        "Expected runtime is empty");
        assertThat(parsed.problems()).hasSize(10);
    }

    @Test
    void reportsAllBadValuesAtOnceWithWhatWasExpectedAndARemedy() {
        var parsed = RequestForm.parse(
                FORM.replace("\nlive\n", "\nLive\n").replace("512Mi", "2 GB").replace("1d 4h", "45 minutes"));

        assertThat(parsed.problems())
                .containsExactly(
                        new Problem(
                                "form.not-a-choice",
                                "Mode is 'Live', expected 'dry-run' or 'live'",
                                "write one of them, exactly so"),
                        new Problem(
                                "form.not-a-quantity",
                                "Additional memory is '2 GB', expected bytes in Kubernetes' notation, like 512Mi or 1Gi",
                                "write '2G' if that is what you mean"),
                        new Problem(
                                "form.not-a-duration",
                                "Expected runtime is '45 minutes', expected days, hours and minutes, like 90m, 2h or 1d 4h",
                                "write '45m' if that is what you mean"));
        assertThat(parsed.request().getSpike()).isNull();
    }

    @Test
    void wantsOneLineWhereOneValueIsAsked() {
        var parsed = RequestForm.parse(FORM.replace("\nlive\n", "\nlive\ndry-run\n"));

        assertThat(parsed.problems())
                .containsExactly(new Problem(
                        "form.not-one-line",
                        "Mode is 'live ⏎ dry-run', expected one line",
                        "keep one line below '### Mode'"));
    }

    @Test
    void cutsAnOffendingValueThatIsVeryLong() {
        var parsed = RequestForm.parse(FORM.replace(":443\n", "\u00A0" + "x".repeat(250) + ":443\n"));

        assertThat(parsed.problems().getFirst().getReason())
                .hasSizeLessThan(250)
                .contains("xxx…'");
    }

    @ParameterizedTest
    @MethodSource("tooLong")
    void saysTheLimitOfAFieldThatIsTooLong(String value, String other, String reason) {
        var parsed = RequestForm.parse(with(value, other));

        assertThat(parsed.problems())
                .containsExactly(
                        new Problem("form.too-long", reason, "shorten it; what is approved has to be shown whole"));
    }

    static Stream<Arguments> tooLong() {
        return Stream.of(
                Arguments.of("#12", "#" + "1".repeat(400), "Onboarding issue has 401 characters, expected 300 at most"),
                Arguments.of(
                        "Volume: about 1,000 files",
                        "x".repeat(4_000),
                        "Source has 4041 characters, expected 4000 at most"),
                Arguments.of(
                        "Volume: about 1,000 files", "a\n".repeat(300), "Source has 301 lines, expected 200 at most"),
                Arguments.of("10.0.0.1:80", "h:1\n".repeat(3_000), "Egress has 3001 entries, expected 50 at most"),
                Arguments.of(
                        "10.0.0.1:80",
                        "h".repeat(400) + ":1",
                        "Egress has 402 characters in one entry, expected 300 at most"),
                Arguments.of(
                        "10.0.0.1:80",
                        "h".repeat(20_000),
                        "Egress has 20154 characters together with the fields before it, expected 16000 at most in all"));
    }

    @Test
    void readsTheConfigurationAsItIs() {
        var parsed = RequestForm.parse(FORM + "\n### Configuration\n\n```yaml\n  a: 1\n\n  b: [x, y]\n```\n");

        assertThat(parsed.problems()).isEmpty();
        assertThat(parsed.request().getConfiguration()).isEqualTo("  a: 1\n\n  b: [x, y]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n### Configuration\n\n_No response_\n", "\n### Configuration\n\n```yaml\n\n```\n"})
    void takesAMissingOrEmptyConfigurationForNone(String section) {
        var parsed = RequestForm.parse(FORM + section);

        assertThat(parsed).isEqualTo(new RequestForm.Parsed(REQUEST, List.of()));
    }

    @Test
    void readsTheMigrationPlanAndTakesAMissingOneForNone() {
        assertThat(RequestForm.parse(FORM + "\n### Migration plan\n\n#40\n")
                        .request()
                        .getMigrationPlan())
                .isEqualTo("#40");
        assertThat(RequestForm.parse(FORM + "\n### Migration plan\n\n_No response_\n"))
                .isEqualTo(RequestForm.parse(FORM));
    }

    @Test
    void limitsTheConfigurationByItsBytes() {
        var longest = "ä".repeat(16 * 1024);

        var fits = RequestForm.parse(FORM + "\n### Configuration\n\n" + longest);
        var exceeds = RequestForm.parse(FORM + "\n### Configuration\n\n" + longest + "x");

        assertThat(fits.request().getConfiguration()).isEqualTo(longest);
        assertThat(exceeds.request().getConfiguration()).isNull();
        assertThat(exceeds.problems())
                .containsExactly(new Problem(
                        "form.too-long",
                        "Configuration has 32769 bytes, expected 32768 (32 KiB) at most",
                        "shorten it; what is approved has to be shown whole"));
    }

    @Test
    void recognisesEntriesBetweenCommasAndBehindBullets() {
        var parsed = RequestForm.parse(with(
                "media.old-host.example:443\n10.0.0.1:80",
                "- media.old-host.example:443, 10.0.0.1:80\n* `b.example:1`"));

        assertThat(parsed.problems()).isEmpty();
        assertThat(parsed.request().getEgress())
                .containsExactly("media.old-host.example:443", "10.0.0.1:80", "b.example:1");
    }

    @ParameterizedTest
    @CsvSource({
        "_No response_,old\u2011host,Secrets,'a non-breaking hyphen, U+2011'",
        "media-store:9000,m\u0435dia-store:9000,Destination interfaces,'a cyrillic small letter ie, U+0435'",
        "10.0.0.1:80,10.0.0.1\u200B:80,Egress,'a zero width space, U+200B'",
        "512Mi,512\u00A0Mi,Additional memory,'a no-break space, U+00A0'"
    })
    void namesACharacterThatOnlyLooksLikeAnother(String value, String other, String field, String named) {
        var parsed = RequestForm.parse(with(value, other));

        assertThat(parsed.problems())
                .contains(new Problem(
                        "form.odd-character",
                        field + " has '" + other + "' with " + named + ", expected plain characters",
                        "type it anew instead of pasting it"));
    }

    @ParameterizedTest
    @CsvSource({
        "'Volume: about 1,000 files','ftp password: hunter22',Source",
        "_No response_,ghp_aB3dE6gH9jK2mN5pQ8sT1vW4,Secrets"
    })
    void masksASecretAndWantsItTakenOut(String value, String other, String field) {
        var parsed = RequestForm.parse(with(value, other));

        assertThat(parsed.problems()).extracting(Problem::getCode).containsExactly("form.secret");
        assertThat(parsed.problems().getFirst().getReason())
                .isEqualTo(field + " has what looks like a password, token or key, expected none");
        assertThat(parsed.toString()).doesNotContain("hunter22", "aB3dE6");
    }

    @Test
    void takesLettersOfOtherAlphabetsInAHostName() {
        var parsed = RequestForm.parse(with("10.0.0.1:80", "bücher.example:443"));

        assertThat(parsed.problems()).isEmpty();
    }

    @Test
    void isReadInATimeThatGrowsNoFasterThanTheText() {
        var headings = Stream.of("Mode", "Egress", "Source", "Image")
                .map(label -> "### " + label + "\n")
                .collect(Collectors.joining())
                .repeat(1_500);

        assertTimeout(Duration.ofSeconds(2), () -> RequestForm.parse(headings));
        assertThat(RequestForm.parse(headings).problems())
                .extracting(Problem::getReason)
                .contains("the heading '### Mode' stands on the lines 1, 5, 9, 13, 17 and 1495 more, expected once")
                .allSatisfy(reason -> assertThat(reason).hasSizeLessThan(200));
    }

    private static String with(String value, String other) {
        assertThat(FORM).contains(value);
        return FORM.replace(value, other);
    }
}
