package io.movein.intake.issue;

import io.movein.contract.EnumText;
import io.movein.contract.issue.CommandWord;
import io.movein.contract.issue.CommandWord.PlanWord;
import io.movein.contract.issue.PlanCommandWord;
import io.movein.model.Control;
import io.movein.model.Plan;
import io.movein.model.Stage;

/** A line of a comment that is, or looks like, a command. */
sealed interface CommandLine {

    record Validated() implements CommandLine {}

    record Invalid(String reason) implements CommandLine {}

    record Choose(Plan plan) implements CommandLine {}

    record Stop() implements CommandLine {}

    /** To the running process; its id is not known yet. */
    record Steer(CommandWord word, Control control) implements CommandLine {}

    record Status() implements CommandLine {}

    /** On a plan. */
    record Approve() implements CommandLine {}

    /** On a plan. */
    record Reopen(Stage stage) implements CommandLine {}

    record Help() implements CommandLine {}

    record Misread(String line, String expected) implements CommandLine {}

    /** A command at the end of a sentence: {@code looks good! /validated}. */
    record Mentioned(String line) implements CommandLine {}

    /** How it is quoted to the person who wrote it. */
    default String shown() {
        return switch (this) {
            case Validated() -> CommandWord.VALIDATED.syntax();
            case Invalid(var reason) -> CommandLines.cut("/" + CommandWord.INVALID.word() + " " + reason);
            case Choose(var plan) -> "/" + CommandWord.PLAN.word() + " " + PlanWord.of(plan);
            case Stop() -> CommandWord.STOP.syntax();
            case Steer(var word, var _) -> "/" + word.word();
            case Status() -> CommandWord.STATUS.syntax();
            case Approve() -> PlanCommandWord.APPROVE.syntax();
            case Reopen(var stage) -> "/" + PlanCommandWord.REOPEN.word() + " " + EnumText.hyphenated(stage);
            case Help() -> CommandWord.HELP.syntax();
            case Misread(var line, var _) -> line;
            case Mentioned(var line) -> line;
        };
    }
}
