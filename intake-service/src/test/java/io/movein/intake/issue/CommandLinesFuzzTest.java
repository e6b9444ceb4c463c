package io.movein.intake.issue;

import static org.assertj.core.api.Assertions.assertThat;

import io.movein.contract.issue.CommandWord;
import io.movein.intake.Growth;
import java.time.Instant;
import java.util.Arrays;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever stands in a comment: few commands, each short, and never an exception. */
class CommandLinesFuzzTest {

    private static final Instant SAID = Instant.parse("2026-03-01T10:00:00Z");
    private static final int MOST = 11;
    private static final int LONGEST = 3_000;

    @Property
    void anyTextGivesFewAndShortCommands(@ForAll("comments") String comment) {
        var commands = CommandLines.of(comment, SAID);

        assertThat(commands).isEqualTo(CommandLines.of(comment, SAID)).hasSizeLessThanOrEqualTo(MOST);
        assertThat(commands).allSatisfy(command -> assertThat(command.shown()).hasSizeLessThan(LONGEST));
    }

    @Provide
    Arbitrary<String> comments() {
        var words = Arbitraries.of(Arrays.stream(CommandWord.values())
                .map(word -> "/" + word.word())
                .toList());
        var rests = Arbitraries.oneOf(
                Arbitraries.of(
                        "",
                        " ",
                        " re-run",
                        " 8",
                        " 50MiB/s",
                        " at 2026-12-01T02:00Z",
                        " force",
                        ".",
                        "!!",
                        "\u200b",
                        " " + "9".repeat(300)),
                Arbitraries.strings().ofMaxLength(50));
        var marks = Arbitraries.of(
                "", "> ", "- ", "`", "    ", "<!-- ", "\u00a0", "\ufeff", "／", "**", "<b>", "```\n", "[", "1. ");
        var line = Combinators.combine(
                        marks, Arbitraries.oneOf(words, Arbitraries.strings().ofMaxLength(30)), rests)
                .as((mark, word, rest) -> mark + word + rest);
        var breaks = Arbitraries.of("\n", "\r\n", "\n\n", "\r", "  \n");
        return Combinators.combine(line, breaks)
                .as((text, end) -> text + end)
                .list()
                .ofMaxSize(60)
                .map(lines -> String.join("", lines));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/stop\n",
                "/stop\n\n",
                "/",
                "/plan ",
                "> ",
                "- ",
                "*",
                "[",
                "`",
                "<",
                "\u200b",
                "/rate 9",
                "é",
                "password=",
                "![a]("
            })
    void takesTimeInProportionToTheText(String piece) {
        Growth.isLinear(
                size -> piece.repeat(Math.ceilDiv(size, piece.length())), comment -> CommandLines.of(comment, SAID));
    }
}
