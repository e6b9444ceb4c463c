package io.movein.intake.issue;

import io.movein.model.Plan;

/** A line of a comment that is, or looks like, a command. */
sealed interface CommandLine {

    record Validated() implements CommandLine {}

    record Invalid(String reason) implements CommandLine {}

    record Choose(Plan plan) implements CommandLine {}

    record Stop() implements CommandLine {}

    record Status() implements CommandLine {}

    record Help() implements CommandLine {}

    record Misread(String line, String expected) implements CommandLine {}
}
