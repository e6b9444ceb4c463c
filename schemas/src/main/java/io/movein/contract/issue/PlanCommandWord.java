package io.movein.contract.issue;

import io.movein.contract.EnumText;
import io.movein.model.Stage;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** What can be said on the issue of a migration plan, each at the start of a line: {@code /approve}. */
public enum PlanCommandWord {
    APPROVE("", "owner", "Approve the commit that the newest question names, where the gate is *ask*."),
    REOPEN("<stage>", "owner, operator", "Go back to a stage; the later ones must be repeated."),
    STATUS("", "anyone", "Show where the plan stands."),
    HELP("", "anyone", "Show this list.");

    private final String argument;
    private final String who;
    private final String meaning;

    PlanCommandWord(String argument, String who, String meaning) {
        this.argument = argument;
        this.who = who;
        this.meaning = meaning;
    }

    /** As it is typed, without the slash. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** With what follows it: {@code /reopen <stage>}. */
    public String syntax() {
        return "/" + word() + (argument.isEmpty() ? "" : " " + argument);
    }

    /** Whatever its case; empty: no such word. */
    public static Optional<PlanCommandWord> of(String word) {
        return Arrays.stream(values())
                .filter(command -> command.word().equalsIgnoreCase(word))
                .findFirst();
    }

    /** Everything that can be said. */
    public static List<CommandWord.Usage> usages() {
        return Arrays.stream(values())
                .map(word -> new CommandWord.Usage(word.syntax(), word.who, word.meaning))
                .toList();
    }

    /** In one sentence: {@code one of /approve, …}. */
    public static String all() {
        return Arrays.stream(values()).map(PlanCommandWord::syntax).collect(Collectors.joining(", ", "one of ", ""));
    }

    /** A stage by the word that people type, whatever its case; empty: no such stage. */
    public static Optional<Stage> stage(String word) {
        return stages().stream()
                .filter(stage -> EnumText.hyphenated(stage).equalsIgnoreCase(word))
                .findFirst();
    }

    /** All five, in their order. */
    public static List<Stage> stages() {
        return Arrays.stream(Stage.values())
                .filter(stage -> stage != Stage.UNKNOWN)
                .toList();
    }
}
