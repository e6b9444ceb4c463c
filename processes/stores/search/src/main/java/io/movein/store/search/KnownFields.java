package io.movein.store.search;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.TemporalAccessor;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/**
 * Fields of an index of which it is known what becomes of a value that is written, where a source is made of the fields: it stays as it
 * is, or takes a form that is known here. Every other changes values by rules of the engine's own, and of its version.
 */
final class KnownFields {

    private static final Set<String> TEXTS = Set.of("keyword", "text");
    private static final Set<String> WHOLE = Set.of("long", "integer", "short", "byte");

    /** By these a field gives, or keeps, another value than the one that was written. */
    private static final Set<String> CHANGING =
            Set.of("normalizer", "ignore_above", "null_value", "ignore_malformed", "format", "script", "copy_to");

    /** Fewer figures are a year. */
    private static final Pattern MILLIS = Pattern.compile("-?\\d{5,}");

    private static final DateTimeFormatter DATE = new DateTimeFormatterBuilder()
            .append(DateTimeFormatter.ISO_LOCAL_DATE)
            .optionalStart()
            .appendLiteral('T')
            .append(DateTimeFormatter.ISO_LOCAL_TIME)
            .optionalEnd()
            .optionalStart()
            .appendOffsetId()
            .optionalEnd()
            .toFormatter(Locale.ROOT);

    private final Map<String, UnaryOperator<String>> forms = new TreeMap<>();
    private final SortedSet<String> others = new TreeSet<>();

    private KnownFields() {}

    static KnownFields of(IndexFacts index) {
        var fields = new KnownFields();
        // which is for every field
        var changes = index.settings().path("index.mapping.ignore_malformed").asBoolean(false);
        fields.add("", index.mappings(), changes);
        fields.forms.keySet().removeAll(fields.others);
        return fields;
    }

    /** Those of which nothing is known. */
    SortedSet<String> others() {
        return others;
    }

    boolean areSome() {
        return !forms.isEmpty();
    }

    /** The same for what was written and for what the index gives; none where nothing is known of the field. */
    Optional<String> form(String field, String value) {
        return Optional.ofNullable(forms.get(field)).map(form -> form.apply(value));
    }

    private void add(String name, JsonNode field, boolean changes) {
        if (field.has("properties") && field.path("enabled").asBoolean(true)) {
            field.path("properties")
                    .properties()
                    .forEach(one ->
                            add(name.isEmpty() ? one.getKey() : name + "." + one.getKey(), one.getValue(), changes));
        } else if (!name.isEmpty()) {
            addLeaf(name, field, changes);
        }
    }

    private void addLeaf(String name, JsonNode field, boolean changes) {
        var type = field.path("type").asString("object");
        var form = form(type);
        if (form.isEmpty() || changes || CHANGING.stream().anyMatch(field::has)) {
            others.add(name);
        } else {
            forms.put(name, form.get());
        }
        field.path("copy_to").valueStream().forEach(target -> others.add(target.asString("")));
        if (field.path("copy_to").isString()) {
            others.add(field.path("copy_to").asString());
        }
    }

    private static Optional<UnaryOperator<String>> form(String type) {
        if (TEXTS.contains(type)) {
            return Optional.of(UnaryOperator.identity());
        }
        if (WHOLE.contains(type)) {
            return Optional.of(KnownFields::whole);
        }
        return switch (type) {
            case "double" -> Optional.of(KnownFields::number);
            case "boolean" -> Optional.of(value -> value.isEmpty() ? "false" : value);
            case "date" -> Optional.of(KnownFields::instant);
            default -> Optional.empty();
        };
    }

    /** Without what is behind the point. */
    private static String whole(String value) {
        try {
            return new BigDecimal(value).toBigInteger().toString();
        } catch (NumberFormatException noNumber) {
            return value;
        }
    }

    private static String number(String value) {
        try {
            return Double.toString(Double.parseDouble(value));
        } catch (NumberFormatException noNumber) {
            return value;
        }
    }

    /** Without an offset it is in UTC; what is finer than milliseconds is not kept. */
    private static String instant(String value) {
        try {
            if (MILLIS.matcher(value).matches()) {
                return Long.toString(Long.parseLong(value));
            }
            var at = switch (DATE.parseBest(value, OffsetDateTime::from, LocalDateTime::from, LocalDate::from)) {
                case OffsetDateTime there -> there.toInstant();
                case LocalDateTime there -> there.toInstant(ZoneOffset.UTC);
                case LocalDate day -> day.atStartOfDay().toInstant(ZoneOffset.UTC);
                case TemporalAccessor other -> throw new DateTimeException(other.toString());
            };
            return Long.toString(at.toEpochMilli());
        } catch (DateTimeException | NumberFormatException otherForm) {
            return value;
        }
    }
}
