package io.movein.contract;

import java.util.regex.Pattern;

/** A migration is its issue: {@code owner/repo#number}. The key of every record. */
public record MigrationId(String owner, String repository, int number) {
    private static final Pattern FORM = Pattern.compile("([A-Za-z0-9_.-]+)/([A-Za-z0-9_.-]+)#([1-9][0-9]{0,8})");

    /** @throws IllegalArgumentException naming the value and the form that was expected */
    public static MigrationId parse(String text) {
        var match = FORM.matcher(text);
        if (!match.matches()) {
            throw new IllegalArgumentException("'" + text + "' is not a migration (expected owner/repo#number)");
        }
        return new MigrationId(match.group(1), match.group(2), Integer.parseInt(match.group(3)));
    }

    /** In the form of a Kubernetes label value: {@code owner.repo.number}. */
    public String label() {
        return owner + "." + repository + "." + number;
    }

    @Override
    public String toString() {
        return owner + "/" + repository + "#" + number;
    }
}
