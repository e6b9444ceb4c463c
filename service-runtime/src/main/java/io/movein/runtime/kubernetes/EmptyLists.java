package io.movein.runtime.kubernetes;

import com.google.gson.Gson;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.TypeAdapter;
import com.google.gson.TypeAdapterFactory;
import com.google.gson.reflect.TypeToken;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonWriter;
import io.kubernetes.client.common.KubernetesListObject;
import io.kubernetes.client.openapi.JSON;
import io.kubernetes.client.openapi.models.V1APIResourceList;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * A list of nothing is null, absent or empty, as the API server likes, and all three mean the same. The client's types refuse the
 * first two as no list at all.
 */
public final class EmptyLists implements TypeAdapterFactory {
    private static final AtomicBoolean TAKEN = new AtomicBoolean();

    private EmptyLists() {}

    /** From now on, by every client of this JVM: their reading of JSON is one. */
    public static void take() {
        if (TAKEN.compareAndSet(false, true)) {
            JSON.setGson(JSON.getGson()
                    .newBuilder()
                    .registerTypeAdapterFactory(new EmptyLists())
                    .create());
        }
    }

    @Override
    public <T> @Nullable TypeAdapter<T> create(Gson gson, TypeToken<T> type) {
        var field = field(type.getRawType());
        return field == null
                ? null
                : new Lenient<>(field, gson.getAdapter(JsonElement.class), gson.getDelegateAdapter(this, type));
    }

    private static @Nullable String field(Class<?> type) {
        if (KubernetesListObject.class.isAssignableFrom(type)) {
            return "items";
        }
        return type == V1APIResourceList.class ? "resources" : null;
    }

    private static final class Lenient<T> extends TypeAdapter<T> {
        private final String field;
        private final TypeAdapter<JsonElement> json;
        private final TypeAdapter<T> strict;

        Lenient(String field, TypeAdapter<JsonElement> json, TypeAdapter<T> strict) {
            this.field = field;
            this.json = json;
            this.strict = strict;
        }

        @Override
        public void write(JsonWriter out, T list) throws IOException {
            strict.write(out, list);
        }

        @Override
        public T read(JsonReader in) throws IOException {
            var answer = json.read(in);
            if (answer.isJsonObject()) {
                var items = answer.getAsJsonObject().get(field);
                if (items == null || items.isJsonNull()) {
                    answer.getAsJsonObject().add(field, new JsonArray());
                }
            }
            return strict.fromJsonTree(answer);
        }
    }
}
