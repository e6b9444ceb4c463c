package io.movein.storage.configuration;

import io.movein.process.ConfigurationProblem;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The key at the target, from what is known of an artifact. */
public record Naming(String template) {

    private static final Pattern FIELD = Pattern.compile("\\{([^}]*)}");
    private static final Set<String> FIELDS = Set.of("key", "name", "id", "organisation", "purpose");

    static List<ConfigurationProblem> problems(String template) {
        return FIELD.matcher(template)
                .results()
                .map(field -> field.group(1))
                .filter(field -> !FIELDS.contains(field))
                .map(field -> ConfigurationProblem.of(
                        "naming",
                        "{" + field + "}",
                        "one of " + FIELDS.stream().sorted().toList()))
                .toList();
    }

    /** Whether no two artifacts can be given one key. */
    public boolean unique() {
        return template.contains("{id}");
    }

    public String key(String key, String id, String organisation, String purpose) {
        return FIELD.matcher(template)
                .replaceAll(field -> Matcher.quoteReplacement(
                        switch (field.group(1)) {
                            case "key" -> key;
                            case "name" -> key.substring(key.lastIndexOf('/') + 1);
                            case "id" -> id;
                            case "organisation" -> organisation;
                            case "purpose" -> purpose;
                            default -> throw new IllegalStateException("the naming was not validated");
                        }));
    }
}
