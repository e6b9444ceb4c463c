package io.movein.contract.issue;

import io.movein.contract.EnumText;
import io.movein.model.Plan;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What can be said on an issue, each at the start of a line: {@code /stop}. */
public enum CommandWord {
    VALIDATED("", "owner", "The result is right: clean up and close."),
    INVALID("<what is wrong>", "owner", "The result is not right: choose a plan next."),
    PLAN("<what next>", "owner", "Choose what comes next."),
    STOP("", "owner, operator", "End the run at a safe point, or take it out of the queue."),
    PAUSE("", "owner, operator", "Pause the process; it keeps its connections."),
    CONTINUE("", "owner, operator", "Continue a paused process."),
    PARALLEL("<workers>", "owner", "Use this many workers, from 1 to 1024."),
    RATE("<limit>", "owner", "Move no more than this per second, for example 50MiB/s or 200 requests/s."),
    VERIFY("", "owner", "Compare source and destination now."),
    CUTOVER(
            "[force] [at <time>] [<reason>]",
            "owner",
            "Switch over, now or at a time like 2026-12-01T02:00Z; force: regardless of the lag and of differences, for the given reason."),
    ROLLBACK("", "owner", "Go back to the source."),
    STATUS("", "anyone", "Show where the migration stands."),
    HELP("", "anyone", "Show this list.");

    /** A line of the list that people are shown. */
    public record Usage(String syntax, String who, String meaning) {}

    private final String argument;
    private final String who;
    private final String meaning;

    CommandWord(String argument, String who, String meaning) {
        this.argument = argument;
        this.who = who;
        this.meaning = meaning;
    }

    /** As it is typed, without the slash. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** With what follows it: {@code /invalid <what is wrong>}. */
    public String syntax() {
        return "/" + word() + (argument.isEmpty() ? "" : " " + argument);
    }

    /** Whatever its case; empty: no such word. */
    public static Optional<CommandWord> of(String word) {
        return Arrays.stream(values())
                .filter(command -> command.word().equalsIgnoreCase(word))
                .findFirst();
    }

    /** Everything that can be said, each plan on a line of its own. */
    public static List<Usage> usages() {
        return Arrays.stream(values()).flatMap(CommandWord::lines).toList();
    }

    private static Stream<Usage> lines(CommandWord command) {
        return command == PLAN
                ? PlanWord.all().map(plan -> new Usage("/plan " + plan.word(), command.who, plan.meaning()))
                : Stream.of(new Usage(command.syntax(), command.who, command.meaning));
    }

    /** In one sentence: {@code one of /validated, /invalid <what is wrong>, …}. */
    public static String all() {
        return Arrays.stream(values()).map(CommandWord::syntax).collect(Collectors.joining(", ", "one of ", ""));
    }

    /** A plan as it is typed after {@code /plan}. */
    public record PlanWord(Plan plan, String meaning) {

        private static final List<PlanWord> ALL = List.of(
                new PlanWord(Plan.RE_RUN, "Run again from the start."),
                new PlanWord(Plan.WIPE_AND_RE_RUN, "Run again after an operator has emptied the destination."),
                new PlanWord(Plan.RESUME, "Continue where the last run stopped."),
                new PlanWord(Plan.NEW_ARTIFACT, "Edit the issue with a new image; the review runs again."),
                new PlanWord(Plan.ACCEPT_PARTIAL, "Accept the result as it is."),
                new PlanWord(Plan.ABANDON, "End the migration; also possible before a run."));

        public static Stream<PlanWord> all() {
            return ALL.stream();
        }

        public String word() {
            return of(plan);
        }

        /** {@code wipe-and-re-run} and so on. */
        public static String of(Plan plan) {
            return EnumText.hyphenated(plan);
        }

        /** Whatever its case; empty: no such plan. */
        public static Optional<Plan> parse(String word) {
            return all().filter(plan -> plan.word().equalsIgnoreCase(word))
                    .map(PlanWord::plan)
                    .findFirst();
        }

        /** In one sentence: {@code one of re-run, …}. */
        public static String choices() {
            return all().map(PlanWord::word).collect(Collectors.joining(", ", "one of ", ""));
        }
    }
}
