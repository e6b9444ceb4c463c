package io.movein.intake.issue;

import static org.assertj.core.api.Assertions.assertThat;

import io.movein.model.Plan;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CommandLinesTest {

    @Test
    void readsEveryCommand() {
        assertThat(CommandLines.of("/validated")).containsExactly(new CommandLine.Validated());
        assertThat(CommandLines.of("/invalid 3 files *missing*"))
                .containsExactly(new CommandLine.Invalid("3 files *missing*"));
        assertThat(CommandLines.of("/invalid")).containsExactly(new CommandLine.Invalid(""));
        assertThat(CommandLines.of("/stop")).containsExactly(new CommandLine.Stop());
        assertThat(CommandLines.of("/status")).containsExactly(new CommandLine.Status());
        assertThat(CommandLines.of("/help")).containsExactly(new CommandLine.Help());
    }

    @ParameterizedTest
    @CsvSource({
        "re-run,RE_RUN",
        "wipe-and-re-run,WIPE_AND_RE_RUN",
        "resume,RESUME",
        "accept-partial,ACCEPT_PARTIAL",
        "new-artifact,NEW_ARTIFACT",
        "abandon,ABANDON"
    })
    void readsEveryPlan(String word, Plan plan) {
        assertThat(CommandLines.of("/plan " + word)).containsExactly(new CommandLine.Choose(plan));
    }

    @Test
    void readsCommandsAmongOtherLinesInTheirOrder() {
        var lines = CommandLines.of("Thank you!\r\n/status\r\n\r\nand then\r\n  /stop  \r\n");

        assertThat(lines).containsExactly(new CommandLine.Status(), new CommandLine.Stop());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "> /validated",
                "> quoted\n/validated",
                "```\n/validated\n```",
                "    /validated",
                "- /validated",
                "`/validated`",
                "text `code\n/validated`",
                "<!--\n/validated\n-->",
                "<div>\n/validated\n</div>",
                "text <!-- a\n/validated -->",
                "# /validated",
                "**/validated**",
                "\\/validated",
                "please type /validated",
                "",
                "   "
            })
    void findsNoCommandInTalkAboutOne(String comment) {
        assertThat(CommandLines.of(comment)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/etc/hosts", "/usr/bin is full", "//", "/", "/ validated", "/2", "/var_log"})
    void findsNoCommandInAPath(String comment) {
        assertThat(CommandLines.of(comment)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/validate", "/approve", "/validated!", "/close please"})
    void asksWhatAnUnknownWordMeans(String comment) {
        assertThat(CommandLines.of(comment))
                .containsExactly(new CommandLine.Misread(
                        comment,
                        "one of /validated, /invalid <what is wrong>, /plan <what next>, /stop, /status, /help"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/plan", "/plan rerun", "/plan re-run now", "/plan re run"})
    void asksWhichPlan(String comment) {
        assertThat(CommandLines.of(comment))
                .containsExactly(new CommandLine.Misread(
                        comment,
                        "/plan and one of re-run, wipe-and-re-run, resume, new-artifact, accept-partial, abandon"));
    }

    @Test
    void doesNotTakeMoreThanTheWordForAConfirmation() {
        assertThat(CommandLines.of("/validated not yet"))
                .containsExactly(new CommandLine.Misread("/validated not yet", "the command alone on its line"));
    }

    @Test
    void readsACapitalisedCommand() {
        assertThat(CommandLines.of("/Validated")).containsExactly(new CommandLine.Validated());
    }

    @Test
    void answersOnlySoManyCommandsOfOneComment() {
        assertThat(CommandLines.of("/help\n".repeat(5_000))).hasSize(10);
    }

    @Test
    void cutsALongLine() {
        assertThat(CommandLines.of("/what " + "x".repeat(1_000)))
                .singleElement()
                .satisfies(
                        line -> assertThat(((CommandLine.Misread) line).line()).hasSize(200));
    }
}
