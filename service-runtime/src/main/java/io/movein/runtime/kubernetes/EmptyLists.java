package io.movein.runtime.kubernetes;

import com.google.gson.Gson;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonParseException;
import com.google.gson.TypeAdapter;
import com.google.gson.TypeAdapterFactory;
import com.google.gson.reflect.TypeToken;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonWriter;
import io.kubernetes.client.common.KubernetesListObject;
import io.kubernetes.client.openapi.models.V1APIResourceList;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A list of nothing is null, absent or empty, as the API server likes, and all three mean the same: here it is empty. What has neither
 * items nor what every list has besides is no list, and is refused instead of being taken for one of nothing.
 */
final class EmptyLists implements TypeAdapterFactory {

    @Override
    public <T> @Nullable TypeAdapter<T> create(Gson gson, TypeToken<T> type) {
        var raw = type.getRawType();
        if (KubernetesListObject.class.isAssignableFrom(raw)) {
            return new Lenient<>("items", "metadata", gson, gson.getDelegateAdapter(this, type));
        }
        return raw == V1APIResourceList.class
                ? new Lenient<>("resources", "groupVersion", gson, gson.getDelegateAdapter(this, type))
                : null;
    }

    private static final class Lenient<T> extends TypeAdapter<T> {
        private final String field;
        private final String besides;
        private final TypeAdapter<JsonElement> json;
        private final TypeAdapter<T> plain;

        Lenient(String field, String besides, Gson gson, TypeAdapter<T> plain) {
            this.field = field;
            this.besides = besides;
            this.json = gson.getAdapter(JsonElement.class);
            this.plain = plain;
        }

        @Override
        public void write(JsonWriter out, T list) throws IOException {
            plain.write(out, list);
        }

        @Override
        public T read(JsonReader in) throws IOException {
            var answer = json.read(in);
            if (!answer.isJsonObject()
                    || !answer.getAsJsonObject().has(field)
                            && !answer.getAsJsonObject().has(besides)) {
                throw new JsonParseException("an answer with neither '" + field + "' nor '" + besides
                        + "' (expected a list of the API server's): " + answer);
            }
            var object = answer.getAsJsonObject();
            if (object.get(field) == null || object.get(field).isJsonNull()) {
                object.add(field, new JsonArray());
            }
            return plain.fromJsonTree(object);
        }
    }
}
