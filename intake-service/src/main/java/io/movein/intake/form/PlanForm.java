package io.movein.intake.form;

import io.movein.contract.EnumText;
import io.movein.contract.issue.Masker;
import io.movein.contract.issue.PlanCommandWord;
import io.movein.contract.plan.PlanLimits;
import io.movein.intake.text.OddCharacters;
import io.movein.model.Gate;
import io.movein.model.GateChoice;
import io.movein.model.Person;
import io.movein.model.PlanRequest;
import io.movein.model.Problem;
import io.movein.model.Stage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads the form `plan a migration` from an issue's body. What could not be read has a problem beside it. */
public final class PlanForm {

    private static final Pattern LOGIN = Pattern.compile("@?([A-Za-z0-9](?:[A-Za-z0-9-]{0,38}))");
    private static final Pattern GATE = Pattern.compile("(\\w+)\\s*[:=]\\s*(\\w+)");

    private static final List<Gate> KINDS_OF_GATE = List.of(Gate.AUTO, Gate.ASK, Gate.EXTERNAL);

    /** The request, and everything that could not be read of it. */
    public record Parsed(PlanRequest request, List<Problem> problems) {}

    private final Findings findings = new Findings();
    private final Sections<PlanField> sections;
    private final Function<String, OptionalInt> issueNumber;
    private final Function<String, Optional<Long>> account;

    private PlanForm(String body, Function<String, OptionalInt> issueNumber, Function<String, Optional<Long>> account) {
        this.sections = new Sections<>(PlanField.class, "plan a migration", body, findings);
        this.issueNumber = issueNumber;
        this.account = account;
    }

    /**
     * @param issueNumber the number of an issue of this repository in what people write
     * @param account the id of an account by its login
     */
    public static Parsed parse(
            String body, Function<String, OptionalInt> issueNumber, Function<String, Optional<Long>> account) {
        var form = new PlanForm(body, issueNumber, account);
        var request = form.request();
        return new Parsed(request, form.findings.problems());
    }

    private PlanRequest request() {
        return PlanRequest.newBuilder()
                .setWhat(text(PlanField.WHAT, PlanLimits.WHAT))
                .setFrom(text(PlanField.FROM, PlanLimits.SYSTEM))
                .setTo(text(PlanField.TO, PlanLimits.SYSTEM))
                .setTenants(tenants())
                .setGates(gates())
                .setReviewers(reviewers())
                .setRecoveryTimeObjectiveSeconds(recoveryTime())
                .build();
    }

    /** Null: nothing there to read; a problem says so where something was required. */
    private @Nullable String text(PlanField field, int longest) {
        var value = sections.value(field);
        if (value == null) {
            return null;
        }
        if (value.isEmpty()) {
            if (field.isRequired()) {
                findings.add(
                        "form.empty-field",
                        field.label() + " is empty",
                        "fill it in below '### " + field.label() + "'");
            }
            return null;
        }
        if (value.length() > longest) {
            findings.add(
                    "form.too-long",
                    field.label() + " has " + value.length() + " characters, expected " + longest + " at most",
                    "shorten it");
            return null;
        }
        var masked = Masker.masked(value);
        if (!masked.equals(value)) {
            findings.add(
                    "form.secret",
                    field.label() + " has what looks like a password, token or key, expected none",
                    "take it out and change it where it is valid: whoever may read this issue may have read it");
        }
        return masked;
    }

    /** One entry per line, or several separated by commas. */
    private List<String> entries(PlanField field, int most) {
        var value = text(field, most * 200);
        if (value == null) {
            return List.of();
        }
        var entries = value.lines()
                .flatMap(line -> Arrays.stream(line.split("[,;]")))
                .map(entry -> entry.strip()
                        .replaceFirst("^[-*] +", "")
                        .replace("`", "")
                        .strip())
                .filter(entry -> !entry.isEmpty())
                .toList();
        if (entries.size() > most) {
            findings.add(
                    "form.too-long",
                    field.label() + " has " + entries.size() + " entries, expected " + most + " at most",
                    "leave out what does not belong to this plan, or make two plans");
            return List.of();
        }
        return entries;
    }

    private List<Integer> tenants() {
        var numbers = new ArrayList<Integer>();
        for (var entry : entries(PlanField.TENANTS, PlanLimits.TENANTS)) {
            var number = issueNumber.apply(entry);
            if (number.isEmpty()) {
                findings.unfit(
                        "form.not-an-issue",
                        PlanField.TENANTS,
                        entry,
                        "onboarding issues of this repository, like #12",
                        "write one number or link per line");
            } else if (!numbers.contains(number.getAsInt())) {
                numbers.add(number.getAsInt());
            }
        }
        return numbers;
    }

    private List<GateChoice> gates() {
        var chosen = new EnumMap<Stage, Gate>(Stage.class);
        for (var entry : entries(PlanField.GATES, PlanCommandWord.stages().size() * 2)) {
            var match = GATE.matcher(entry);
            var stage = match.matches() ? PlanCommandWord.stage(match.group(1)) : Optional.<Stage>empty();
            var gate = match.matches() ? gate(match.group(2)) : Optional.<Gate>empty();
            if (stage.isEmpty() || gate.isEmpty()) {
                findings.unfit(
                        "form.not-a-gate",
                        PlanField.GATES,
                        entry,
                        "a stage and its gate, like 'mapping: external', of the stages "
                                + words(PlanCommandWord.stages()) + " and the gates " + words(KINDS_OF_GATE),
                        "write one per line, or leave it empty for the default");
            } else if (chosen.putIfAbsent(stage.get(), gate.get()) != null) {
                findings.unfit(
                        "form.ambiguous", PlanField.GATES, entry, "each stage once", "keep the one that is meant");
            }
        }
        return chosen.entrySet().stream()
                .map(choice -> new GateChoice(choice.getKey(), choice.getValue()))
                .toList();
    }

    private static Optional<Gate> gate(String word) {
        return KINDS_OF_GATE.stream()
                .filter(gate -> EnumText.hyphenated(gate).equalsIgnoreCase(word))
                .findFirst();
    }

    private static String words(List<? extends Enum<?>> values) {
        return values.stream().map(EnumText::hyphenated).collect(Collectors.joining(", "));
    }

    private List<Person> reviewers() {
        return entries(PlanField.REVIEWERS, PlanLimits.REVIEWERS).stream()
                .distinct()
                .flatMap(this::reviewer)
                .toList();
    }

    private Stream<Person> reviewer(String entry) {
        var match = LOGIN.matcher(entry);
        var id = match.matches() ? account.apply(match.group(1)) : Optional.<Long>empty();
        if (id.isPresent()) {
            return Stream.of(new Person(id.get(), match.group(1)));
        }
        findings.unfit(
                "form.unknown-reviewer",
                PlanField.REVIEWERS,
                entry,
                "the login of an account on this GitHub",
                "write one login per line");
        return Stream.empty();
    }

    private @Nullable Long recoveryTime() {
        var value = text(PlanField.RECOVERY_TIME, 100);
        if (value == null) {
            return null;
        }
        var odd = OddCharacters.in(value);
        if (odd.isPresent()) {
            findings.odd(PlanField.RECOVERY_TIME, value, odd.get());
            return null;
        }
        var seconds = ExpectedRuntime.seconds(value);
        if (seconds.isPresent()) {
            return seconds.getAsLong();
        }
        var remedy = ExpectedRuntime.suggest(value)
                .filter(text -> ExpectedRuntime.seconds(text).isPresent())
                .map(text -> "write '" + text + "' if that is what you mean")
                .orElse("write it in that form");
        findings.unfit(
                "form.not-a-duration",
                PlanField.RECOVERY_TIME,
                value,
                "days, hours and minutes, like 30m or 4h",
                remedy);
        return null;
    }
}
