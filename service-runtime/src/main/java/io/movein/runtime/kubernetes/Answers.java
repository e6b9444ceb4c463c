package io.movein.runtime.kubernetes;

import com.google.gson.JsonParseException;
import io.kubernetes.client.openapi.ApiException;
import io.kubernetes.client.openapi.JSON;
import java.io.FilterReader;
import java.io.IOException;
import java.io.Reader;
import okhttp3.Call;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/**
 * Reads what the API server answers into the client's types while it comes. By itself the client makes it a text first, and its generic
 * part a tree of that as well.
 */
public final class Answers {
    static {
        ClusterJson.take();
    }

    private Answers() {}

    /**
     * Asks, and waits for the answer.
     *
     * @throws ApiException as from the client's own calls: with the code of an answer that is an error, and its text; or without a code,
     *     with the cause, where there was no answer or not all of it
     * @throws JsonParseException the answer is not of this type, as one of nothing
     */
    public static <T> T to(Call call, Class<T> type) throws ApiException {
        try (var answer = call.execute()) {
            if (!answer.isSuccessful()) {
                throw new ApiException(
                        answer.message(),
                        answer.code(),
                        answer.headers().toMultimap(),
                        answer.body().string());
            }
            return read(answer, type);
        } catch (IOException e) {
            throw new ApiException(e);
        }
    }

    private static <T> T read(Response answer, Class<T> type) throws IOException {
        var text = new Coming(answer.body().charStream());
        try {
            T read = JSON.getGson().fromJson(text, type);
            if (read == null) {
                throw new JsonParseException("an empty answer (expected " + type.getName() + ")");
            }
            return read;
        } catch (JsonParseException e) {
            if (text.broken != null) { // to the parser it is a text that ends too soon
                throw text.broken;
            }
            throw e;
        }
    }

    /** Remembers how it broke off. */
    private static final class Coming extends FilterReader {
        private @Nullable IOException broken;

        Coming(Reader text) {
            super(text);
        }

        @Override
        public int read(char[] into, int from, int most) throws IOException {
            try {
                return super.read(into, from, most);
            } catch (IOException e) {
                broken = e;
                throw e;
            }
        }
    }
}
