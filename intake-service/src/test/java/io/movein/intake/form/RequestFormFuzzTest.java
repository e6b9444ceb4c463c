package io.movein.intake.form;

import static org.assertj.core.api.Assertions.assertThat;

import io.movein.intake.Growth;
import io.movein.model.MigrationRequest;
import java.util.Arrays;
import java.util.Objects;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever stands in an issue: a result within its bounds, and never an exception. */
class RequestFormFuzzTest {

    private static final int MOST_PROBLEMS = 100;
    private static final int LONGEST_PROBLEM = 1_000;

    @Property
    void anyTextGivesARequestAndProblemsWithinTheirBounds(@ForAll("bodies") String body) {
        var parsed = RequestForm.parse(body);

        assertThat(parsed).isEqualTo(RequestForm.parse(body));
        assertThat(parsed.problems()).hasSizeLessThan(MOST_PROBLEMS).allSatisfy(problem -> {
            assertThat(problem.getReason()).hasSizeLessThan(LONGEST_PROBLEM);
            assertThat(problem.getRemedy()).hasSizeLessThan(LONGEST_PROBLEM);
        });
        assertThat(isWithinItsBounds(parsed.request())).isTrue();
        if (parsed.problems().isEmpty()) {
            assertThat(isComplete(parsed.request())).isTrue();
        }
    }

    private static boolean isWithinItsBounds(MigrationRequest request) {
        var texts = Stream.of(request.getOnboarding(), request.getSource(), request.getImage())
                .filter(Objects::nonNull);
        var lists = Stream.of(request.getEgress(), request.getDestinations(), request.getSecrets());
        var configuration = request.getConfiguration();
        return texts.allMatch(text -> text.length() <= FormField.SOURCE.longest())
                && lists.allMatch(list -> list.size() <= FormField.EGRESS.mostLines()
                        && list.stream().allMatch(entry -> entry.length() <= FormField.EGRESS.longest()))
                && (configuration == null || configuration.length() <= FormField.CONFIGURATION.longest());
    }

    private static boolean isComplete(MigrationRequest request) {
        return Stream.of(
                        request.getOnboarding(),
                        request.getSource(),
                        request.getImage(),
                        request.getSpike(),
                        request.getSupportsResume(),
                        request.getExpectedRuntimeSeconds())
                .allMatch(Objects::nonNull);
    }

    @Provide
    Arbitrary<String> bodies() {
        return Arbitraries.oneOf(Arbitraries.strings().ofMaxLength(2_000), pieces(), damaged());
    }

    /** Headings, values and all that is near them, in any order and number. */
    private static Arbitrary<String> pieces() {
        var headings = Arbitraries.of(Arrays.stream(FormField.values())
                .map(field -> "### " + field.label())
                .toList());
        var values = Arbitraries.of(
                "",
                " ",
                "_No response_",
                "```",
                "```yaml",
                "````",
                "0",
                "-1",
                "1e99",
                "9".repeat(400),
                "512Mi",
                "2 GiB",
                "1,5",
                "yes",
                "live",
                "#12",
                "a, b; c",
                "- x",
                "`y`",
                "\u202e",
                "\u0000",
                "\ud800",
                "x".repeat(5_000),
                "### Additional CPU ",
                "####",
                "ghp_" + "a".repeat(36),
                "password=secret",
                "99999999d 9999999h",
                "0x7f000001:80",
                "[::1%eth0]:1");
        var breaks = Arbitraries.of("\n", "\r\n", "\r", "\n\n", "\u2028", "\u0085", "");
        var line = Combinators.combine(
                        Arbitraries.oneOf(
                                headings, values, Arbitraries.strings().ofMaxLength(40)),
                        breaks)
                .as((text, end) -> text + end);
        return line.list().ofMaxSize(200).map(lines -> String.join("", lines));
    }

    /** A form that is right but for one place. */
    private static Arbitrary<String> damaged() {
        return Combinators.combine(
                        Arbitraries.integers().between(0, Forms.COMPLETE.length()),
                        Arbitraries.integers().between(0, 20),
                        Arbitraries.strings().ofMaxLength(30))
                .as((at, cut, put) -> Forms.COMPLETE.substring(0, at)
                        + put
                        + Forms.COMPLETE.substring(Math.min(Forms.COMPLETE.length(), at + cut)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "### Egress\n\n",
                "a:1\n",
                "a,",
                "### Secrets\n",
                "`",
                "- ",
                "9",
                " ",
                "\r\n",
                "\u200b",
                "```\n",
                "password=",
                "### Configuration\n```\nx\n```\n",
                "é",
                "[",
                "ghp_"
            })
    void takesTimeInProportionToTheText(String piece) {
        var whole = Forms.COMPLETE.replace("media.old-host.example:443\n", "%s");

        Growth.isLinear(
                size -> whole.replace("%s", piece.repeat(Math.ceilDiv(size, piece.length()))), RequestForm::parse);
    }
}
