package io.movein.standin.github.pages;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Text can be read: https://www.w3.org/TR/WCAG22/#contrast-minimum, computed from the style sheet in both of its colour schemes. */
class ContrastTest {
    private static final double ENOUGH = 4.5;
    private static final Pattern SCHEME = Pattern.compile(":root \\{(.*?)}", Pattern.DOTALL);
    private static final Pattern COLOUR = Pattern.compile("--([\\w-]+): (#[0-9a-f]{3,6});");

    @ParameterizedTest
    @CsvSource({
        "ink, paper",
        "ink, wash",
        "ink, own",
        "quiet, paper",
        "quiet, wash",
        "quiet, own",
        "link, paper",
        "link, wash",
        "link, own",
        "bad, paper",
        "go, paper",
        "done, paper",
        "bar-ink, bar",
        "white, go-fill",
        "white, go-strong"
    })
    void textStandsOutFromItsGround(String text, String ground) throws IOException {
        for (var scheme : new String[] {"light", "dark"}) {
            var colours = colours(scheme);

            var contrast = contrast(colour(colours, text), colour(colours, ground));

            assertThat(contrast).as("%s: %s on %s", scheme, text, ground).isGreaterThanOrEqualTo(ENOUGH);
        }
    }

    /** The dark scheme changes some of the light one's colours. */
    private static Map<String, String> colours(String scheme) throws IOException {
        var colours = new HashMap<>(Map.of("white", "#ffffff"));
        var blocks = SCHEME.matcher(style()).results().toList();
        for (var block : blocks.subList(0, scheme.equals("light") ? 1 : 2)) {
            COLOUR.matcher(block.group(1)).results().forEach(match -> colours.put(match.group(1), match.group(2)));
        }
        return colours;
    }

    private static String style() throws IOException {
        try (var file = Objects.requireNonNull(ContrastTest.class.getResourceAsStream("style.css"), "style.css")) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static String colour(Map<String, String> colours, String name) {
        return Objects.requireNonNull(colours.get(name), name);
    }

    private static double contrast(String one, String other) {
        var lighter = Math.max(luminance(one), luminance(other));
        var darker = Math.min(luminance(one), luminance(other));
        return (lighter + 0.05) / (darker + 0.05);
    }

    private static double luminance(String colour) {
        var digits = colour.length() == 4 ? colour.substring(1).replaceAll("[0-9a-f]", "$0$0") : colour.substring(1);
        return 0.2126 * channel(digits, 0) + 0.7152 * channel(digits, 2) + 0.0722 * channel(digits, 4);
    }

    private static double channel(String digits, int at) {
        var value = Integer.parseInt(digits.substring(at, at + 2), 16) / 255.0;
        return value <= 0.04045 ? value / 12.92 : Math.pow((value + 0.055) / 1.055, 2.4);
    }
}
