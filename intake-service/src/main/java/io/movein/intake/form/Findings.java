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
    void unfit(String code, FormField field, String value, String expected, String remedy) {
        add(code, field.label() + " is '" + shown(value) + "', expected " + expected, remedy);
    }

    List<Problem> problems() {
        return List.copyOf(problems);
    }

    private static String shown(String value) {
        var line = value.replaceAll("\\R", " ⏎ ");
        return line.length() > SHOWN ? line.substring(0, SHOWN) + "…" : line;
    }
}
