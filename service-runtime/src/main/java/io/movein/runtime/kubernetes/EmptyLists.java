package io.movein.runtime.kubernetes;

import com.google.gson.Gson;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.TypeAdapter;
import com.google.gson.TypeAdapterFactory;
import com.google.gson.reflect.TypeToken;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.gson.stream.JsonWriter;
import io.kubernetes.client.common.KubernetesListObject;
import io.kubernetes.client.openapi.models.V1APIResourceList;
import java.io.IOException;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A list of nothing is null, absent or empty, as the API server likes, and all three mean the same: here it is empty. What has neither
 * items nor what every list has besides is no list, and is refused instead of being taken for one of nothing.
 *
 * <p>What is in the list is read as it comes; a tree is made only of the few fields beside it.
 */
final class EmptyLists implements TypeAdapterFactory {

    @Override
    public <T> @Nullable TypeAdapter<T> create(Gson gson, TypeToken<T> type) {
        var raw = type.getRawType();
        if (KubernetesListObject.class.isAssignableFrom(raw)) {
            return new Lenient<>(
                    "items",
                    "metadata",
                    list -> ((KubernetesListObject) list).getItems(),
                    items(gson, raw, "items"),
                    gson.getAdapter(JsonElement.class),
                    gson.getDelegateAdapter(this, type));
        }
        return raw == V1APIResourceList.class
                ? new Lenient<>(
                        "resources",
                        "groupVersion",
                        list -> ((V1APIResourceList) list).getResources(),
                        items(gson, raw, "resources"),
                        gson.getAdapter(JsonElement.class),
                        gson.getDelegateAdapter(this, type))
                : null;
    }

    private static TypeAdapter<?> items(Gson gson, Class<?> list, String field) {
        try {
            return gson.getAdapter(TypeToken.get(list.getDeclaredField(field).getGenericType()));
        } catch (NoSuchFieldException e) {
            throw new IllegalArgumentException(
                    list + " has no field '" + field + "' (expected a list of the Kubernetes client's kind)", e);
        }
    }

    private static final class Lenient<T> extends TypeAdapter<T> {
        private final String field;
        private final String besides;
        private final Function<T, List<?>> items;
        private final TypeAdapter<?> elements;
        private final TypeAdapter<JsonElement> json;
        private final TypeAdapter<T> plain;

        /**
         * @param items    of a list that was read
         * @param elements reads them
         * @param plain    reads a list as it is said to be, here one of nothing
         */
        Lenient(
                String field,
                String besides,
                Function<T, List<?>> items,
                TypeAdapter<?> elements,
                TypeAdapter<JsonElement> json,
                TypeAdapter<T> plain) {
            this.field = field;
            this.besides = besides;
            this.items = items;
            this.elements = elements;
            this.json = json;
            this.plain = plain;
        }

        @Override
        public void write(JsonWriter out, T list) throws IOException {
            plain.write(out, list);
        }

        @Override
        public T read(JsonReader in) throws IOException {
            if (in.peek() != JsonToken.BEGIN_OBJECT) {
                throw noList(json.read(in));
            }
            var rest = new JsonObject();
            var found = List.<Object>of();
            var says = false;
            in.beginObject();
            while (in.hasNext()) {
                var name = in.nextName();
                if (name.equals(field)) {
                    says = true;
                    found = found(in);
                } else {
                    rest.add(name, json.read(in));
                }
            }
            in.endObject();
            if (!says && !rest.has(besides)) {
                throw noList(rest);
            }
            rest.add(field, new JsonArray());
            return with(plain.fromJsonTree(rest), found);
        }

        @SuppressWarnings("unchecked") // of what its type says
        private List<Object> found(JsonReader in) throws IOException {
            var found = (List<Object>) elements.read(in);
            return found == null ? List.of() : found;
        }

        @SuppressWarnings("unchecked") // found by the type of this very field
        private T with(T list, List<Object> found) {
            ((List<Object>) items.apply(list)).addAll(found);
            return list;
        }

        private JsonParseException noList(JsonElement answer) {
            return new JsonParseException("an answer with neither '" + field + "' nor '" + besides
                    + "' (expected a list of the API server's): " + answer);
        }
    }
}
