package io.movein.intake.form;

import io.movein.contract.issue.RequestLimits;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * How much a form may hold. What is approved is shown whole in one comment, and travels in every record about the migration; a
 * field that would not fit is refused here, where its author can shorten it.
 */
final class Limits {

    private final Findings findings;
    private int sum;

    Limits(Findings findings) {
        this.findings = findings;
    }

    /** Of a field with one value. */
    boolean keeps(FormField field, String value) {
        if (field == FormField.CONFIGURATION) {
            return keepsBytes(field, value);
        }
        if (field.mostLines() == 1 || field == FormField.SOURCE) {
            return keepsLength(field, value) && keepsLines(field, value) && keepsSum(field, value.length());
        }
        return keepsSum(field, value.length());
    }

    /** Of a field with a list. */
    boolean keeps(FormField field, List<String> entries) {
        if (entries.size() > field.mostLines()) {
            tooLong(field, entries.size() + " entries", field.mostLines() + " at most");
            return false;
        }
        return entries.stream().allMatch(entry -> keepsLength(field, entry));
    }

    private boolean keepsBytes(FormField field, String value) {
        var bytes = value.getBytes(StandardCharsets.UTF_8).length;
        if (bytes <= field.longest()) {
            return true;
        }
        tooLong(field, bytes + " bytes", field.longest() + " (32 KiB) at most");
        return false;
    }

    private boolean keepsLength(FormField field, String value) {
        if (value.length() <= field.longest()) {
            return true;
        }
        var what = field.mostLines() > 1 && field != FormField.SOURCE ? " characters in one entry" : " characters";
        tooLong(field, value.length() + what, field.longest() + " at most");
        return false;
    }

    private boolean keepsLines(FormField field, String value) {
        var lines = value.lines().count();
        if (field != FormField.SOURCE || lines <= field.mostLines()) {
            return true;
        }
        tooLong(field, lines + " lines", field.mostLines() + " at most");
        return false;
    }

    /** Told once, at the field with which it becomes too much. */
    private boolean keepsSum(FormField field, int length) {
        var before = sum;
        sum += length;
        if (sum <= RequestLimits.TOGETHER) {
            return true;
        }
        if (before <= RequestLimits.TOGETHER) {
            tooLong(
                    field,
                    sum + " characters together with the fields before it",
                    RequestLimits.TOGETHER + " at most in all");
        }
        return false;
    }

    private void tooLong(FormField field, String found, String expected) {
        findings.add(
                "form.too-long",
                field.label() + " has " + found + ", expected " + expected,
                "shorten it; what is approved has to be shown whole");
    }
}
