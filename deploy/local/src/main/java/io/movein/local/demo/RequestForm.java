package io.movein.local.demo;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The body that GitHub makes of the form {@code migrate my data}: a heading and the value per field, in the form's order.
 *
 * @param egress host:port each
 * @param destinations service:port each
 */
public record RequestForm(
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
        String runtime) {

    public String body() {
        return fields().entrySet().stream()
                .map(field -> "### " + field.getKey() + "\n\n"
                        + (field.getValue().isEmpty() ? "_No response_" : field.getValue()))
                .collect(Collectors.joining("\n\n"));
    }

    /** For a person to type in: a line per field. */
    public String shown() {
        return fields().entrySet().stream()
                .map(field ->
                        "%-23s %s".formatted(field.getKey(), field.getValue().replace("\n", ", ")))
                .collect(Collectors.joining("\n"));
    }

    private Map<String, String> fields() {
        var fields = new LinkedHashMap<String, String>();
        fields.put("Onboarding issue", "#" + onboardingIssue);
        fields.put("Source", source);
        fields.put("Artifact", image);
        fields.put("Mode", mode);
        fields.put("CPU spike", cpu);
        fields.put("Memory spike", memory);
        fields.put("Storage spike", storage);
        fields.put("Egress", String.join("\n", egress));
        fields.put("Destination interfaces", String.join("\n", destinations));
        fields.put("Secrets", String.join("\n", secrets));
        fields.put("Re-run contract", rerunContract);
        fields.put("Supports resume", supportsResume);
        fields.put("Expected runtime", runtime);
        return fields;
    }
}
