package io.movein.simulation;

import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Copies of the Kubernetes client's objects, field by field: as good as by way of JSON, and a hundred times as fast. */
final class Copies {
    private static final String MODELS = "io.kubernetes.client.openapi.models.";
    private static final ClassValue<Model> SHAPES = new ClassValue<>() {
        @Override
        protected Model computeValue(Class<?> type) {
            return Model.of(type);
        }
    };

    private record Model(Constructor<?> constructor, List<Field> fields) {
        static Model of(Class<?> type) {
            try {
                var fields = Stream.of(type.getDeclaredFields())
                        .filter(field -> !Modifier.isStatic(field.getModifiers()))
                        .toList();
                fields.forEach(field -> field.setAccessible(true));
                return new Model(type.getDeclaredConstructor(), fields);
            } catch (NoSuchMethodException e) {
                throw new IllegalArgumentException(type + " is none of the client's models", e);
            }
        }

        Object copy(Object original) {
            try {
                var copy = constructor.newInstance();
                for (var field : fields) {
                    var value = field.get(original);
                    if (value != null) {
                        field.set(copy, Copies.of(value));
                    }
                }
                return copy;
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private Copies() {}

    @SuppressWarnings("unchecked") // a copy has the class of what was copied
    static <T> @Nullable T of(@Nullable T original) {
        return (T)
                switch (original) {
                    case null -> null;
                    case List<?> list -> list(list);
                    case Map<?, ?> map -> map(map);
                    case Enum<?> constant -> constant;
                    case Object model
                    when model.getClass().getName().startsWith(MODELS) ->
                        SHAPES.get(model.getClass()).copy(model);
                    case Object value -> value; // never changed, once made
                };
    }

    private static List<@Nullable Object> list(List<?> original) {
        var copy = new ArrayList<@Nullable Object>(original.size());
        original.forEach(element -> copy.add(of(element)));
        return copy;
    }

    private static Map<Object, @Nullable Object> map(Map<?, ?> original) {
        var copy = new LinkedHashMap<Object, @Nullable Object>();
        original.forEach((key, value) -> copy.put(key, of(value)));
        return copy;
    }
}
