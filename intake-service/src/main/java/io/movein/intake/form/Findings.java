package io.movein.intake.form;

import io.movein.model.Problem;
import java.util.ArrayList;
import java.util.List;

/** Collects every problem of a form. */
final class Findings {

    private static final int SHOWN = 120;

    private final List<Problem> problems = new ArrayList<>();

    void add(String code, String reason, String remedy) {
        problems.add(new Problem(code, reason, remedy));
    }

    /** A value that is not what the field wants. */
    void unfit(String code, FormSection field, String value, String expected, String remedy) {
        add(code, field.label() + " is '" + shown(value) + "', expected " + expected, remedy);
    }

    /** A value with a character that its author cannot have meant. */
    void odd(FormSection field, String value, String character) {
        add(
                "form.odd-character",
                field.label() + " has '" + shown(value) + "' with " + character + ", expected plain characters",
                "type it anew instead of pasting it");
    }

    List<Problem> problems() {
        return List.copyOf(problems);
    }

    private static String shown(String value) {
        var cut = value.length() > SHOWN ? value.substring(0, SHOWN) : value;
        var line = cut.replaceAll("\\R", " ⏎ ");
        return cut.length() < value.length() ? line + "…" : line;
    }
}
