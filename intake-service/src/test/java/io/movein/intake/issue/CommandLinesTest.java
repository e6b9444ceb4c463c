package io.movein.intake.issue;

import static org.assertj.core.api.Assertions.assertThat;

import io.movein.contract.issue.CommandWord;
import io.movein.model.Control;
import io.movein.model.ControlKind;
import io.movein.model.Plan;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CommandLinesTest {

    @Test
    void readsEveryCommand() {
        assertThat(read("/validated")).containsExactly(new CommandLine.Validated());
        assertThat(read("/invalid 3 files *missing*")).containsExactly(new CommandLine.Invalid("3 files *missing*"));
        assertThat(read("/invalid")).containsExactly(new CommandLine.Invalid(""));
        assertThat(read("/stop")).containsExactly(new CommandLine.Stop());
        assertThat(read("/status")).containsExactly(new CommandLine.Status());
        assertThat(read("/help")).containsExactly(new CommandLine.Help());
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
        assertThat(read("/plan " + word)).containsExactly(new CommandLine.Choose(plan));
    }

    @Test
    void readsCommandsAmongOtherLinesInTheirOrder() {
        var lines = read("Thank you!\r\n/status\r\n\r\nand then\r\n  /stop  \r\n");

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
                "",
                "   "
            })
    void findsNoCommandInTalkAboutOne(String comment) {
        assertThat(read(comment)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"looks good! /validated", "please type /stop.", "Thanks.\nAll there /Validated!"})
    void noticesACommandAtTheEndOfASentence(String comment) {
        assertThat(read(comment))
                .containsExactly(
                        new CommandLine.Mentioned(comment.lines().toList().getLast()));
    }

    @Test
    void keepsTheOrderOfCommandsBesideOneThatIsMentioned() {
        assertThat(read("looks good! /validated\n/status"))
                .containsExactly(new CommandLine.Status(), new CommandLine.Mentioned("looks good! /validated"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"look into /etc /usr", "it is in /help/me", "done /quickly", "type `/validated`"})
    void noticesNoOtherWordAtTheEndOfASentence(String comment) {
        assertThat(read(comment)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/etc/hosts", "/usr/bin is full", "//", "/", "/ validated", "/2", "/var_log"})
    void findsNoCommandInAPath(String comment) {
        assertThat(read(comment)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/validate", "/approve", "/validated!", "/close please"})
    void asksWhatAnUnknownWordMeans(String comment) {
        assertThat(read(comment))
                .containsExactly(new CommandLine.Misread(
                        comment,
                        "one of /validated, /invalid <what is wrong>, /plan <what next>, /stop, /pause, /continue, "
                                + "/parallel <workers>, /rate <limit>, /verify, /cutover [force] [at <time>] [<reason>], /rollback, "
                                + "/status, /help"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/plan", "/plan rerun", "/plan re-run now", "/plan re run"})
    void asksWhichPlan(String comment) {
        assertThat(read(comment))
                .containsExactly(new CommandLine.Misread(
                        comment,
                        "/plan and one of re-run, wipe-and-re-run, resume, new-artifact, accept-partial, abandon"));
    }

    @Test
    void doesNotTakeMoreThanTheWordForAConfirmation() {
        assertThat(read("/validated not yet"))
                .containsExactly(new CommandLine.Misread("/validated not yet", "the command alone on its line"));
    }

    @Test
    void readsACapitalisedCommand() {
        assertThat(read("/Validated")).containsExactly(new CommandLine.Validated());
    }

    @Test
    void answersOnlySoManyCommandsOfOneComment() {
        assertThat(read("/help\n".repeat(5_000)))
                .hasSize(11)
                .endsWith(new CommandLine.Misread(
                        "/help", "10 commands in one comment at most; from here on they do not count"));
    }

    @Test
    void givesOneAnswerToAllThatCannotBeUnderstood() {
        assertThat(read("/approve\n/stop\n/merge\n/plan b"))
                .containsExactly(
                        new CommandLine.Stop(),
                        new CommandLine.Misread(
                                "/approve', '/merge', '/plan b",
                                CommandWord.all() + "; /plan and " + CommandWord.PlanWord.choices()));
    }

    @ParameterizedTest
    @CsvSource({
        "\u200B/stop,'a zero width space, U+200B'",
        "/st\u00ADop,'a soft hyphen, U+00AD'",
        "\uFEFF/stop,'a zero width no-break space, U+FEFF'",
        "\uFF0Fstop,'a fullwidth solidus, U+FF0F'"
    })
    void namesWhatNobodySeesAroundACommand(String comment, String named) {
        assertThat(read(comment))
                .containsExactly(new CommandLine.Misread("/stop", "the command without " + named + "; type it anew"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\u00A0/stop", "/stop\u00A0", "\u3000/stop"})
    void takesEverySpaceForASpace(String comment) {
        assertThat(read(comment)).containsExactly(new CommandLine.Stop());
    }

    @Test
    void readsTheCommandsToARunningProcess() {
        assertThat(read("/pause\n/continue\n/verify\n/rollback"))
                .containsExactly(
                        steer(CommandWord.PAUSE, control(ControlKind.PAUSE)),
                        steer(CommandWord.CONTINUE, control(ControlKind.CONTINUE)),
                        steer(CommandWord.VERIFY, control(ControlKind.VERIFY)),
                        steer(CommandWord.ROLLBACK, control(ControlKind.ROLLBACK)));
        assertThat(read("/parallel 8"))
                .containsExactly(steer(
                        CommandWord.PARALLEL, control(ControlKind.PARALLEL).setParallel(8)));
    }

    @ParameterizedTest
    @CsvSource({"50MiB/s,52428800", "1.5 GB/s,1500000000", "2Mi/s,2097152", "1KiB/s,1024", "1TiB/s,1099511627776"})
    void readsRates(String text, long bytes) {
        assertThat(read("/rate " + text))
                .containsExactly(
                        steer(CommandWord.RATE, control(ControlKind.RATE).setBytesPerSecond(bytes)));
    }

    @ParameterizedTest
    @CsvSource({"200 requests/s,200", "1 request/s,1", "1000000requests/second,1000000"})
    void readsRatesOfRequests(String text, int requests) {
        assertThat(read("/rate " + text))
                .containsExactly(
                        steer(CommandWord.RATE, control(ControlKind.RATE).setRequestsPerSecond(requests)));
    }

    @Test
    void readsCutovers() {
        var at = Instant.parse("2026-12-01T02:00:00Z");
        assertThat(read("/cutover")).containsExactly(steer(CommandWord.CUTOVER, control(ControlKind.CUTOVER)));
        assertThat(read("/cutover force"))
                .containsExactly(
                        steer(CommandWord.CUTOVER, control(ControlKind.CUTOVER).setForce(true)));
        assertThat(read("/cutover at 2026-12-01T03:00+01:00"))
                .containsExactly(
                        steer(CommandWord.CUTOVER, control(ControlKind.CUTOVER).setAt(at)));
        assertThat(read("/cutover force at 2026-12-01T02:00Z"))
                .containsExactly(steer(
                        CommandWord.CUTOVER,
                        control(ControlKind.CUTOVER).setForce(true).setAt(at)));
        assertThat(read("/cutover force at 2026-12-01T02:00Z 3 rows of visits are known to differ"))
                .containsExactly(steer(
                        CommandWord.CUTOVER,
                        control(ControlKind.CUTOVER)
                                .setForce(true)
                                .setAt(at)
                                .setReason("3 rows of visits are known to differ")));
        assertThat(read("/cutover Force Attila knows"))
                .containsExactly(steer(
                        CommandWord.CUTOVER,
                        control(ControlKind.CUTOVER).setForce(true).setReason("Attila knows")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/parallel",
                "/parallel 0",
                "/parallel 1025",
                "/parallel many",
                "/rate 0/s",
                "/rate 50MiB",
                "/rate 1000/s",
                "/rate 2TiB/s",
                "/rate fast",
                "/rate 0 requests/s",
                "/rate 1000001 requests/s",
                "/rate 200 requests",
                "/cutover now",
                "/cutover at noon",
                "/cutover forced",
                "/cutover force at noon it is quiet",
                "/cutover at 2026-12-01T02:00Z it is quiet",
                "/cutover at 2026-12-01T02:00",
                "/cutover at 2026-02-28T02:00Z",
                "/pause for a while"
            })
    void saysWhatItExpectsWhereAValueIsWrong(String comment) {
        assertThat(read(comment)).singleElement().satisfies(line -> {
            assertThat(line).isInstanceOf(CommandLine.Misread.class);
            assertThat(((CommandLine.Misread) line).line()).isEqualTo(comment);
        });
    }

    private static CommandLine steer(CommandWord word, Control.Builder control) {
        return new CommandLine.Steer(word, control.build());
    }

    private static Control.Builder control(ControlKind kind) {
        return Control.newBuilder().setId("").setKind(kind);
    }

    @Test
    void cutsALongLine() {
        assertThat(read("/what " + "x".repeat(1_000)))
                .singleElement()
                .satisfies(
                        line -> assertThat(((CommandLine.Misread) line).line()).hasSize(200));
    }

    private static List<CommandLine> read(String comment) {
        return CommandLines.of(comment, Instant.parse("2026-03-01T10:00:00Z"));
    }
}
