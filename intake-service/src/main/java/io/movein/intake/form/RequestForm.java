package io.movein.intake.form;

import io.movein.contract.issue.Masker;
import io.movein.intake.text.OddCharacters;
import io.movein.model.MigrationRequest;
import io.movein.model.Mode;
import io.movein.model.PartialResources;
import io.movein.model.Problem;
import io.movein.model.RerunContract;
import io.movein.model.Resources;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads the form `migrate my data` from an issue's body. Says what cannot be read; whether what was read is allowed is for
 * review to say. What could not be read is null, UNKNOWN or empty in the request and has a problem beside it.
 */
public final class RequestForm {

    /** The request, and everything that could not be read of it. */
    public record Parsed(MigrationRequest request, List<Problem> problems) {}

    private final Findings findings = new Findings();
    private final Limits limits = new Limits(findings);
    private final Sections<FormField> sections;

    private RequestForm(String body) {
        this.sections = new Sections<>(FormField.class, "migrate my data", body, findings);
    }

    public static Parsed parse(String body) {
        var form = new RequestForm(body);
        return new Parsed(form.request(), form.findings.problems());
    }

    private MigrationRequest request() {
        var request = MigrationRequest.newBuilder()
                .setOnboarding(line(FormField.ONBOARDING))
                .setSource(text(FormField.SOURCE))
                .setImage(line(FormField.IMAGE))
                .setMode(choice(FormField.MODE, Map.of("dry-run", Mode.DRY_RUN, "live", Mode.LIVE), Mode.UNKNOWN));
        additional(request);
        return request.setEgress(lines(FormField.EGRESS, OddCharacters::in))
                .setDestinations(lines(FormField.DESTINATIONS, OddCharacters::beyondAscii))
                .setSecrets(lines(FormField.SECRETS, OddCharacters::beyondAscii))
                .setRerunContract(choice(
                        FormField.RERUN_CONTRACT,
                        Map.of(
                                "safe on populated destination", RerunContract.SAFE_ON_POPULATED_DESTINATION,
                                "destination must be empty", RerunContract.DESTINATION_MUST_BE_EMPTY),
                        RerunContract.UNKNOWN))
                .setSupportsResume(yesOrNo(FormField.RESUME))
                .setExpectedRuntimeSeconds(runtime())
                .setConfiguration(configuration())
                .setMigrationPlan(line(FormField.MIGRATION_PLAN))
                .build();
    }

    /** Null: nothing there to read; a problem says so where something was required. */
    private @Nullable String text(FormField field) {
        var value = sections.value(field);
        if (value == null) {
            return null;
        }
        if (!value.isEmpty()) {
            return limits.keeps(field, value) ? withoutSecret(field, value) : null;
        }
        if (field.isRequired()) {
            findings.add(
                    "form.empty-field", field.label() + " is empty", "fill it in below '### " + field.label() + "'");
        }
        return null;
    }

    /** The request travels in public events: a secret is masked before it can, and has to be taken out before anything runs. */
    private String withoutSecret(FormField field, String value) {
        var masked = Masker.masked(value);
        if (!masked.equals(value)) {
            findings.add(
                    "form.secret",
                    field.label() + " has what looks like a password, token or key, expected none",
                    "take it out and change it where it is valid: whoever may read this issue may have read it; name a registered secret instead");
        }
        return masked;
    }

    private @Nullable String line(FormField field) {
        var value = text(field);
        if (value == null) {
            return null;
        }
        if (value.lines().count() == 1) {
            OddCharacters.beyondAscii(value).ifPresent(odd -> findings.odd(field, value, odd));
            return value;
        }
        findings.unfit(
                "form.not-one-line", field, value, "one line", "keep one line below '### " + field.label() + "'");
        return null;
    }

    /** One entry per line, or several separated by commas; bullets and backticks around an entry are people's habit. */
    private List<String> lines(FormField field, Function<String, Optional<String>> odd) {
        var value = text(field);
        if (value == null) {
            return List.of();
        }
        var entries = value.lines()
                .flatMap(line -> Arrays.stream(line.split("[,;]")))
                .map(RequestForm::bare)
                .filter(entry -> !entry.isEmpty())
                .toList();
        if (!limits.keeps(field, entries)) {
            return List.of();
        }
        entries.stream()
                .filter(entry -> odd.apply(entry).isPresent())
                .findFirst()
                .ifPresent(entry -> findings.odd(field, entry, odd.apply(entry).orElseThrow()));
        return entries;
    }

    private static String bare(String entry) {
        var text = entry.strip();
        if (text.startsWith("- ") || text.startsWith("* ")) {
            text = text.substring(2).strip();
        }
        return text.length() > 2 && text.startsWith("`") && text.endsWith("`")
                ? text.substring(1, text.length() - 1)
                : text;
    }

    private @Nullable String configuration() {
        return text(FormField.CONFIGURATION);
    }

    private <E> E choice(FormField field, Map<String, E> choices, E unknown) {
        var value = line(field);
        if (value == null) {
            return unknown;
        }
        var chosen = choices.get(value);
        if (chosen != null) {
            return chosen;
        }
        var expected = String.join("' or '", new TreeMap<>(choices).keySet());
        findings.unfit("form.not-a-choice", field, value, "'" + expected + "'", "write one of them, exactly so");
        return unknown;
    }

    private @Nullable Boolean yesOrNo(FormField field) {
        return choice(field, Map.of("yes", Optional.of(true), "no", Optional.of(false)), Optional.<Boolean>empty())
                .orElse(null);
    }

    /** Each amount on its own: one that cannot be read does not keep the others from being judged. */
    private void additional(MigrationRequest.Builder request) {
        var cpu = quantity(
                FormField.CPU, Quantity::cpuMillis, Quantity::suggestCpu, "cores or millicores, like 2 or 500m");
        var memory = quantity(
                FormField.MEMORY,
                Quantity::bytes,
                Quantity::suggestBytes,
                "bytes in Kubernetes' notation, like 512Mi or 1Gi");
        var storage = quantity(
                FormField.STORAGE,
                Quantity::bytes,
                Quantity::suggestBytes,
                "bytes in Kubernetes' notation, like 10Gi, or 0");
        if (cpu != null && memory != null && storage != null) {
            request.setSpike(Resources.newBuilder()
                    .setCpuMillis(cpu)
                    .setMemoryBytes(memory)
                    .setStorageBytes(storage)
                    .build());
        } else if (cpu != null || memory != null || storage != null) {
            request.setPartialSpike(PartialResources.newBuilder()
                    .setCpuMillis(cpu)
                    .setMemoryBytes(memory)
                    .setStorageBytes(storage)
                    .build());
        }
    }

    private @Nullable Long quantity(
            FormField field,
            Function<String, OptionalLong> reader,
            Function<String, Optional<String>> guess,
            String expected) {
        return amount(field, "form.not-a-quantity", reader, guess, expected);
    }

    private @Nullable Long runtime() {
        return amount(
                FormField.RUNTIME,
                "form.not-a-duration",
                ExpectedRuntime::seconds,
                ExpectedRuntime::suggest,
                "days, hours and minutes, like 90m, 2h or 1d 4h");
    }

    private @Nullable Long amount(
            FormField field,
            String code,
            Function<String, OptionalLong> reader,
            Function<String, Optional<String>> guess,
            String expected) {
        var value = line(field);
        if (value == null) {
            return null;
        }
        var amount = reader.apply(value);
        if (amount.isPresent()) {
            return amount.getAsLong();
        }
        var remedy = guess.apply(value)
                .filter(text -> reader.apply(text).isPresent())
                .map(text -> "write '" + text + "' if that is what you mean")
                .orElse("write it in that form");
        findings.unfit(code, field, value, expected, remedy);
        return null;
    }
}
