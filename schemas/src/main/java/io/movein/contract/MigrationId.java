package io.movein.contract;

import java.util.regex.Pattern;

/** A migration is its issue: {@code owner/repo#number}. The key of every record. */
public record MigrationId(String owner, String repository, int number) {
    private static final Pattern FORM = Pattern.compile("([A-Za-z0-9_.-]+)/([A-Za-z0-9_.-]+)#([1-9][0-9]{0,8})");

    private static final int LABEL = 63;

    /** @throws IllegalArgumentException naming the value and the form that was expected */
    public static MigrationId parse(String text) {
        var match = FORM.matcher(text);
        if (!match.matches()) {
            throw new IllegalArgumentException("'" + text + "' is not a migration (expected owner/repo#number)");
        }
        return new MigrationId(match.group(1), match.group(2), Integer.parseInt(match.group(3)));
    }

    /**
     * In the form of a Kubernetes label value: {@code owner.repo.number}; where that is longer than the 63 characters allowed, shortened.
     */
    public String label() {
        var label = owner + "." + repository + "." + number;
        return label.length() <= LABEL
                ? label
                : label.substring(0, 40) + "." + Integer.toHexString(label.hashCode()) + "." + number;
    }

    @Override
    public String toString() {
        return owner + "/" + repository + "#" + number;
    }
}
