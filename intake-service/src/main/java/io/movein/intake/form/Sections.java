package io.movein.intake.form;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The form's body cut at its headings. Anyone can write a line that looks like a heading, so a field counts only where its
 * heading stands exactly once and in the form's order; a second one never overrides the first, it makes the field unreadable.
 */
final class Sections<F extends Enum<F> & FormSection> {

    /** Its label is as it stands in the text: the field's, or a former one. */
    private record Heading<F>(F field, String label, int line) {}

    private static final Pattern FENCE = Pattern.compile("(`{3,})[A-Za-z0-9]*");
    private static final String HEADING = "### ";
    private static final String NOTHING = "_No response_";
    private static final int SHOWN = 5;

    private final List<F> fields;
    private final List<String> lines;
    private final List<Heading<F>> headings;
    private final Findings findings;
    private final Map<F, String> values;

    /** @param form its name, as people know it */
    Sections(Class<F> kind, String form, String body, Findings findings) {
        this.fields = List.of(kind.getEnumConstants());
        this.values = new EnumMap<>(kind);
        this.lines = body.lines().toList();
        this.headings = headings();
        this.findings = findings;
        if (headings.isEmpty()) {
            findings.add(
                    "form.not-the-form",
                    "the issue's text has none of the form's sections, expected '### "
                            + fields.getFirst().label() + "' and the " + (fields.size() - 1) + " that follow it",
                    "file a new issue with the form `" + form + "`, or write its sections into this one");
        } else {
            read();
        }
    }

    /** Null: the field has no readable place, and a problem says so. Empty: nothing was filled in. */
    @Nullable
    String value(F field) {
        return values.get(field);
    }

    private void read() {
        var byField = headings.stream()
                .collect(Collectors.groupingBy(Heading::field, LinkedHashMap::new, Collectors.toList()));
        var singles = byField.values().stream()
                .filter(found -> found.size() == 1)
                .map(List::getFirst)
                .toList();
        for (var field : fields) {
            var found = byField.getOrDefault(field, List.of());
            if (found.isEmpty()) {
                missing(field);
            } else if (found.size() > 1) {
                repeated(found);
            } else if (isLate(found.getFirst(), singles)) {
                outOfOrder(found.getFirst());
            } else {
                values.put(field, content(found.getFirst()));
            }
        }
    }

    private void missing(F field) {
        if (field.mayBeMissing()) {
            return;
        }
        findings.add(
                "form.missing-field",
                "the section '### " + field.label() + "' is missing",
                "add a line '### " + field.label() + "' at its place in the form's order, and the value below it");
    }

    private void repeated(List<Heading<F>> found) {
        var where = found.stream()
                .limit(SHOWN)
                .map(heading -> String.valueOf(heading.line() + 1))
                .collect(Collectors.joining(", "));
        var more = found.size() > SHOWN ? " and " + (found.size() - SHOWN) + " more" : "";
        var labels = found.stream().map(Heading::label).distinct().collect(Collectors.joining("' or '### "));
        findings.add(
                "form.ambiguous",
                "the heading '### " + labels + "' stands on the lines " + where + more + ", expected once",
                "keep the one that is meant; inside a text write the others differently");
    }

    private void outOfOrder(Heading<F> heading) {
        findings.add(
                "form.ambiguous",
                "the section '### " + heading.label() + "' (line " + (heading.line() + 1)
                        + ") stands after one that follows it in the form",
                "put the sections into the form's order");
    }

    private boolean isLate(Heading<F> heading, List<Heading<F>> singles) {
        return singles.stream()
                .anyMatch(
                        other -> other.line() < heading.line() && other.field().compareTo(heading.field()) > 0);
    }

    private String content(Heading<F> heading) {
        var end = headings.stream()
                .mapToInt(Heading::line)
                .filter(line -> line > heading.line())
                .min()
                .orElse(lines.size());
        var content = unfenced(withoutBlankEnds(lines.subList(heading.line() + 1, end)));
        var text = String.join("\n", withoutBlankEnds(content));
        return text.strip().equals(NOTHING) ? "" : heading.field().isVerbatim() ? text : text.strip();
    }

    private List<Heading<F>> headings() {
        var found = new ArrayList<Heading<F>>();
        for (int i = 0; i < lines.size(); i++) {
            int line = i;
            var text = lines.get(line).stripTrailing();
            if (text.startsWith(HEADING)) {
                var label = text.substring(HEADING.length());
                fields.stream()
                        .filter(field -> field.label().equals(label)
                                || field.formerLabels().contains(label))
                        .forEach(field -> found.add(new Heading<>(field, label, line)));
            }
        }
        return found;
    }

    private static List<String> withoutBlankEnds(List<String> lines) {
        int from = 0;
        int to = lines.size();
        while (from < to && lines.get(from).isBlank()) {
            from++;
        }
        while (to > from && lines.get(to - 1).isBlank()) {
            to--;
        }
        return lines.subList(from, to);
    }

    /** A field with `render:` comes inside a code fence. */
    private static List<String> unfenced(List<String> lines) {
        if (lines.size() < 2) {
            return lines;
        }
        var fence = FENCE.matcher(lines.getFirst().strip());
        return fence.matches() && lines.getLast().strip().equals(fence.group(1))
                ? lines.subList(1, lines.size() - 1)
                : lines;
    }
}
