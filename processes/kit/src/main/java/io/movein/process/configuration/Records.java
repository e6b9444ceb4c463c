package io.movein.process.configuration;

import static java.util.Map.entry;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.movein.process.ConfigurationProblem;
import io.movein.process.SecretReference;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * Makes records of a valid document: each component of the value that has its name, null where there is none. By plain reflection:
 * Jackson's own way has Java write classes for what it calls and for annotations that it looks for, which was a tenth of a short run.
 */
final class Records {

    private static final Map<Class<?>, Function<JsonNode, Object>> VALUES = Map.ofEntries(
            entry(boolean.class, JsonNode::booleanValue),
            entry(Boolean.class, JsonNode::booleanValue),
            entry(int.class, Records::number),
            entry(Integer.class, Records::number),
            entry(long.class, JsonNode::longValue),
            entry(String.class, JsonNode::stringValue),
            entry(Path.class, node -> Path.of(node.stringValue())),
            entry(URI.class, node -> URI.create(node.stringValue())),
            entry(Duration.class, node -> Spans.parse(node.stringValue())),
            entry(DataSize.class, node -> DataSize.parse(node.stringValue())),
            entry(ByteRate.class, node -> ByteRate.parse(node.stringValue())),
            entry(
                    SecretReference.class,
                    node -> SecretReference.parse(node.get("secret").stringValue())),
            entry(JsonNode.class, node -> node));

    private final YamlDocument document;
    private final List<ConfigurationProblem> problems = new ArrayList<>();

    Records(YamlDocument document) {
        this.document = document;
    }

    /** What a type does not take although the schema does. */
    List<ConfigurationProblem> problems() {
        return problems;
    }

    /** @return null for null, and where there are problems */
    @Nullable
    Object read(JsonNode node, Type type, String at) {
        if (node.isMissingNode() || node.isNull()) {
            return type instanceof Class<?> primitive && primitive.isPrimitive() ? problem(at, "missing") : null;
        }
        try {
            return type instanceof ParameterizedType container
                    ? elements(node, container, at)
                    : value(node, (Class<?>) type, at);
        } catch (IllegalArgumentException e) {
            return problem(at, String.valueOf(e.getMessage()));
        } catch (JacksonException e) {
            return problem(at, e.getOriginalMessage());
        }
    }

    private @Nullable Object value(JsonNode node, Class<?> type, String at) {
        if (type.isRecord() && !VALUES.containsKey(type)) {
            return record(node, type, at);
        }
        if (type.isEnum()) {
            return constant(node.stringValue(), type);
        }
        return Objects.requireNonNull(VALUES.get(type), type::getName).apply(node);
    }

    private static int number(JsonNode node) {
        if (!node.canConvertToInt()) {
            throw new IllegalArgumentException("%s (expected at most %d)".formatted(node, Integer.MAX_VALUE));
        }
        return node.intValue();
    }

    private @Nullable Object elements(JsonNode node, ParameterizedType container, String at) {
        var type = container.getActualTypeArguments()[container.getActualTypeArguments().length - 1];
        if (container.getRawType() == List.class) {
            var list = new ArrayList<@Nullable Object>();
            node.forEach(element -> list.add(read(element, type, Pointers.child(at, list.size()))));
            return list;
        }
        var map = new LinkedHashMap<String, @Nullable Object>();
        node.forEachEntry((name, element) -> map.put(name, read(element, type, Pointers.child(at, name))));
        return map;
    }

    private @Nullable Object record(JsonNode node, Class<?> type, String at) {
        var components = type.getRecordComponents();
        var types = new Class<?>[components.length];
        var values = new @Nullable Object[components.length];
        var unknown = new TreeSet<>(node.propertyNames());
        for (var i = 0; i < components.length; i++) {
            var name = name(components[i]);
            unknown.remove(name);
            types[i] = components[i].getType();
            values[i] = read(node.path(name), type(components[i]), Pointers.child(at, name));
        }
        unknown.forEach(name -> problem(Pointers.child(at, name), "not known to this version"));
        return problems.isEmpty() ? made(type, types, values) : null;
    }

    /** A container says what is in it only where it is asked for in the longer way. */
    private static Type type(RecordComponent component) {
        return component.getType() == List.class || component.getType() == Map.class
                ? component.getGenericType()
                : component.getType();
    }

    /** A {@code switch} cannot be called that in Java. */
    private static String name(RecordComponent component) {
        var named = component.getAccessor().getAnnotation(JsonProperty.class);
        return named == null ? component.getName() : named.value();
    }

    private static Object made(Class<?> type, Class<?>[] types, @Nullable Object[] values) {
        try {
            var constructor = type.getDeclaredConstructor(types);
            constructor.setAccessible(true);
            return constructor.newInstance(values);
        } catch (InvocationTargetException e) {
            throw e.getCause() instanceof IllegalArgumentException own ? own : new IllegalStateException(e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    /** {@code on-command} is written for {@code ON_COMMAND}. */
    private static Object constant(String text, Class<?> type) {
        var name = text.toUpperCase(Locale.ROOT).replace('-', '_');
        for (var constant : type.getEnumConstants()) {
            if (((Enum<?>) constant).name().equals(name)) {
                return constant;
            }
        }
        throw new IllegalArgumentException("'%s' is none of %s".formatted(text, type.getSimpleName()));
    }

    private @Nullable Object problem(String at, String found) {
        problems.add(
                new ConfigurationProblem(document.line(at), Pointers.words(at), found, "what the schema describes"));
        return null;
    }
}
