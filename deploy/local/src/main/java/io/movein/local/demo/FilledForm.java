package io.movein.local.demo;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The body that GitHub makes of the form {@code migrate my data}: a heading and the value per field, in the form's order.
 *
 * @param egress host:port each
 * @param configuration YAML; empty: none
 * @param destinations service:port each
 * @param migrationPlan the plan's issue, as {@code #40}; empty: none
 */
public record FilledForm(
        int onboardingIssue,
        String source,
        String image,
        String mode,
        String cpu,
        String memory,
        String storage,
        List<String> egress,
        List<String> destinations,
        List<String> secrets,
        String rerunContract,
        String supportsResume,
        String runtime,
        String configuration,
        String migrationPlan) {
    FilledForm withImage(String other) {
        return with(other, mode, migrationPlan);
    }

    FilledForm withMode(String other) {
        return with(image, other, migrationPlan);
    }

    /** @param plan the plan's issue, as {@code #40} */
    public FilledForm withPlan(String plan) {
        return with(image, mode, plan);
    }

    private FilledForm with(String image, String mode, String plan) {
        return new FilledForm(
                onboardingIssue,
                source,
                image,
                mode,
                cpu,
                memory,
                storage,
                egress,
                destinations,
                secrets,
                rerunContract,
                supportsResume,
                runtime,
                configuration,
                plan);
    }

    public String body() {
        return fields().entrySet().stream()
                .map(field -> "### " + field.getKey() + "\n\n" + written(field.getKey(), field.getValue()))
                .collect(Collectors.joining("\n\n"));
    }

    private static String written(String field, String value) {
        if (value.isEmpty()) {
            return "_No response_";
        }
        return field.equals("Configuration") ? "```yaml\n" + value + "\n```" : value;
    }

    /** For a person to paste in: each field's value under its name, exactly as the form takes it. */
    public String shown() {
        return fields().entrySet().stream()
                .map(field -> {
                    var lines = field.getValue().lines().toList();
                    var first = "%-23s %s".formatted(field.getKey(), lines.isEmpty() ? "" : lines.getFirst());
                    return Stream.concat(
                                    Stream.of(first), lines.stream().skip(1).map(line -> " ".repeat(24) + line))
                            .collect(Collectors.joining("\n"));
                })
                .collect(Collectors.joining("\n"));
    }

    private Map<String, String> fields() {
        var fields = new LinkedHashMap<String, String>();
        fields.put("Onboarding issue", "#" + onboardingIssue);
        fields.put("Source", source);
        fields.put("Image", image);
        fields.put("Mode", mode);
        fields.put("Additional CPU", cpu);
        fields.put("Additional memory", memory);
        fields.put("Additional storage", storage);
        fields.put("Egress", String.join("\n", egress));
        fields.put("Destination interfaces", String.join("\n", destinations));
        fields.put("Secrets", String.join("\n", secrets));
        fields.put("Re-run contract", rerunContract);
        fields.put("Supports resume", supportsResume);
        fields.put("Expected runtime", runtime);
        fields.put("Configuration", configuration);
        fields.put("Migration plan", migrationPlan);
        return fields;
    }
}
