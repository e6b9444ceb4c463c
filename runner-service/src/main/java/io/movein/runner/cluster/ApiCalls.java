package io.movein.runner.cluster;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonSyntaxException;
import io.kubernetes.client.common.KubernetesListObject;
import io.kubernetes.client.common.KubernetesObject;
import io.kubernetes.client.custom.V1Patch;
import io.kubernetes.client.openapi.ApiClient;
import io.kubernetes.client.openapi.ApiException;
import io.kubernetes.client.openapi.JSON;
import io.kubernetes.client.openapi.Pair;
import io.kubernetes.client.openapi.models.V1DeleteOptions;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import io.kubernetes.client.openapi.models.V1Status;
import io.movein.runtime.kubernetes.Answers;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import okhttp3.Call;
import org.jspecify.annotations.Nullable;

/**
 * Requests to the API server about any kind, and what it answers, read as it comes. The client's generic part would do the same by way of a
 * tree of each answer. Each method's first argument says what is asked, for errors.
 */
final class ApiCalls {
    private static final String JSON_TEXT = "application/json";

    /** What the API server did, or with which status it did not. */
    record Answer<T>(int code, @Nullable T object, @Nullable V1Status status) {
        boolean isSuccess() {
            return object != null;
        }

        T orElseThrow() {
            return Optional.ofNullable(object).orElseThrow();
        }

        String reason() {
            return Optional.ofNullable(status).map(V1Status::getReason).orElse("");
        }

        String message() {
            return Optional.ofNullable(status).map(V1Status::getMessage).orElse("(no message)");
        }
    }

    /** Of an object that goes as much as says whether it has gone; or a status, where nothing is left of it. */
    record Going(@Nullable String kind, @Nullable V1ObjectMeta metadata) {
        boolean isStatus() {
            return "Status".equals(kind);
        }
    }

    private final ApiClient client;

    ApiCalls(ApiClient client) {
        this.client = client;
    }

    /** @param namespace empty for what is in none */
    <T extends KubernetesObject> Answer<T> get(String what, Kind<T> kind, String namespace, String name) {
        return ask(what, kind.type(), () -> call("GET", path(kind, namespace, name), List.of(), null, JSON_TEXT));
    }

    /** @param namespace null: all of them */
    Answer<? extends KubernetesListObject> list(
            String what, Kind<?> kind, @Nullable String namespace, @Nullable Pair which) {
        var query = which == null ? List.<Pair>of() : List.of(which);
        var path = path(kind, namespace, null);
        return ask(what, kind.listType(), () -> call("GET", path, query, null, JSON_TEXT));
    }

    <T extends KubernetesObject> Answer<T> create(String what, Kind<T> kind, T object) {
        var path = path(kind, object.getMetadata().getNamespace(), null);
        return ask(what, kind.type(), () -> call("POST", path, List.of(), object, JSON_TEXT));
    }

    <T extends KubernetesObject> Answer<T> replace(String what, Kind<T> kind, T object) {
        return ask(what, kind.type(), () -> call("PUT", path(kind, object), List.of(), object, JSON_TEXT));
    }

    Answer<Going> merge(String what, Kind<?> kind, KubernetesObject object, JsonObject patch) {
        var format = V1Patch.PATCH_FORMAT_JSON_MERGE_PATCH;
        var body = patch.toString()
                .getBytes(UTF_8); // to a text the client would add a charset, of which this format knows none
        return ask(what, Going.class, () -> call("PATCH", path(kind, object), List.of(), body, format));
    }

    Answer<Going> delete(String what, Kind<?> kind, KubernetesObject object, V1DeleteOptions how) {
        return ask(what, Going.class, () -> call("DELETE", path(kind, object), List.of(), how, JSON_TEXT));
    }

    private static String path(Kind<?> kind, KubernetesObject object) {
        return path(
                kind, object.getMetadata().getNamespace(), object.getMetadata().getName());
    }

    /** Names are those of DNS, so nothing in them has to be escaped. */
    private static String path(Kind<?> kind, @Nullable String namespace, @Nullable String name) {
        var group = kind.group().isEmpty() ? "/api/" : "/apis/" + kind.group() + "/";
        var where = namespace == null || namespace.isEmpty() ? "/" : "/namespaces/" + namespace + "/";
        return group + kind.version() + where + kind.plural() + (name == null ? "" : "/" + name);
    }

    private Call call(String method, String path, List<Pair> query, @Nullable Object body, String format)
            throws ApiException {
        var headers = new HashMap<>(Map.of("Accept", JSON_TEXT));
        if (body != null) {
            headers.put("Content-Type", format);
        }
        return client.buildCall(
                client.getBasePath(),
                path,
                method,
                query,
                List.of(),
                body,
                headers,
                new HashMap<>(),
                new HashMap<>(),
                new String[] {"BearerToken"},
                null);
    }

    private interface Asking {
        Call call() throws ApiException;
    }

    /** @throws UnavailableException no answer, or nothing that the API server says */
    private static <T> Answer<T> ask(String what, Class<T> type, Asking asking) {
        try {
            return new Answer<>(200, Answers.to(asking.call(), type), null);
        } catch (JsonParseException e) {
            throw new UnavailableException(what + ": " + (e.getCause() == null ? e : e.getCause()));
        } catch (ApiException e) {
            if (e.getCause() != null) {
                throw new UnavailableException(what + ": " + e.getCause());
            }
            return new Answer<>(e.getCode(), null, status(what, e));
        }
    }

    private static V1Status status(String what, ApiException e) {
        try {
            V1Status status = JSON.deserialize(e.getResponseBody(), V1Status.class);
            if (status == null) {
                throw new UnavailableException(what + ": " + e.getCode() + " " + e.getMessage());
            }
            return status;
        } catch (JsonSyntaxException text) { // of whatever is in between
            return new V1Status().code(e.getCode()).message(e.getResponseBody());
        }
    }
}
