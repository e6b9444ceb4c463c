package io.movein.standin.github.model;

import java.util.regex.Pattern;

public record RepositoryName(String owner, String name) {

    private static final Pattern FORM = Pattern.compile("([\\w.-]+)/([\\w.-]+)");

    public static RepositoryName parse(String text) {
        var match = FORM.matcher(text);
        if (!match.matches()) {
            throw new IllegalArgumentException(
                    "'" + text + "' names no repository; expected owner/name, e.g. acme/platform");
        }
        return new RepositoryName(match.group(1), match.group(2));
    }

    @Override
    public String toString() {
        return owner + "/" + name;
    }
}
