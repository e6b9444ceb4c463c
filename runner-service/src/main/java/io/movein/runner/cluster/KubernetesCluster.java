package io.movein.runner.cluster;

import com.google.gson.JsonSyntaxException;
import io.kubernetes.client.common.KubernetesListObject;
import io.kubernetes.client.common.KubernetesObject;
import io.kubernetes.client.openapi.ApiClient;
import io.kubernetes.client.openapi.ApiException;
import io.kubernetes.client.openapi.apis.CoreV1Api;
import io.kubernetes.client.openapi.models.CoreV1Event;
import io.kubernetes.client.openapi.models.V1DeleteOptions;
import io.kubernetes.client.openapi.models.V1Preconditions;
import io.kubernetes.client.openapi.models.V1Status;
import io.kubernetes.client.util.generic.GenericKubernetesApi;
import io.kubernetes.client.util.generic.KubernetesApiResponse;
import io.kubernetes.client.util.generic.options.ListOptions;
import java.time.OffsetDateTime;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A real cluster, by the official client. Thread-safe; every call ends within the client's timeouts. */
public final class KubernetesCluster implements Cluster {
    private static final int LOG_BYTES = 256 * 1024;
    /** The server cuts at the wrong end, so a tail of very long lines is asked for again with fewer. */
    private static final List<Integer> LOG_LINES = List.of(200, 25, 3);

    /** What says something about the object; other answers say something about the server or about us. */
    private static final Set<Integer> FINAL = Set.of(400, 403, 404, 405, 413, 415, 422);

    private final ApiClient client;
    private final CoreV1Api core;

    public KubernetesCluster(ApiClient client) {
        this.client = client;
        this.core = new CoreV1Api(client);
    }

    @Override
    public <T extends KubernetesObject> Optional<T> get(Kind<T> kind, String namespace, String name) {
        var what = "get " + kind + " " + namespace + "/" + name;
        var answer = ask(what, () -> api(kind).get(namespace, name));
        if (answer.getHttpStatusCode() == 404) {
            return Optional.empty();
        }
        return Optional.of(read(what, answer));
    }

    @Override
    public <T extends KubernetesObject> List<T> list(Kind<T> kind, @Nullable String namespace, String labels) {
        var options = new ListOptions();
        options.setLabelSelector(labels.isEmpty() ? null : labels);
        return list(kind, namespace, options, labels);
    }

    /** By a field, not a label: only so can a role allow the list of one name and no more. */
    @Override
    public <T extends KubernetesObject> List<T> listNamed(Kind<T> kind, String name) {
        var options = new ListOptions();
        options.setFieldSelector("metadata.name=" + name);
        return list(kind, null, options, name);
    }

    @SuppressWarnings("unchecked") // a list of a kind holds that kind
    private <T extends KubernetesObject> List<T> list(
            Kind<T> kind, @Nullable String namespace, ListOptions options, String which) {
        var what = "list " + kind + " of " + (namespace == null ? "all namespaces" : namespace) + " " + which;
        var answer = ask(
                what,
                () -> namespace == null ? api(kind).list(options) : api(kind).list(namespace, options));
        return (List<T>) read(what, answer).getItems();
    }

    @Override
    public List<CoreV1Event> events(String namespace, String uid) {
        try {
            return core
                    .listNamespacedEvent(namespace)
                    .fieldSelector("involvedObject.uid=" + uid)
                    .execute()
                    .getItems()
                    .stream()
                    .filter(event -> uid.equals(event.getInvolvedObject().getUid()))
                    .sorted(Comparator.comparing(KubernetesCluster::when))
                    .toList();
        } catch (ApiException e) {
            throw new UnavailableException("list events of " + namespace + ": " + e.getCode() + " " + e.getMessage());
        }
    }

    @Override
    public <T extends KubernetesObject> boolean create(Kind<T> kind, T object) {
        var what = "create " + kind + " " + name(object);
        return written(what, ask(what, () -> api(kind).create(object)), "AlreadyExists");
    }

    @Override
    public <T extends KubernetesObject> boolean replace(Kind<T> kind, T object) {
        var what = "update " + kind + " " + name(object);
        var answer = ask(what, () -> api(kind).update(object));
        return answer.getHttpStatusCode() != 404 && written(what, answer, "Conflict");
    }

    @Override
    public <T extends KubernetesObject> void delete(Kind<T> kind, T object) {
        var what = "delete " + kind + " " + name(object);
        var meta = object.getMetadata();
        var options = new V1DeleteOptions()
                .propagationPolicy("Background")
                .preconditions(new V1Preconditions().uid(meta.getUid()));
        var status = ask(what, () -> api(kind).delete(meta.getNamespace(), meta.getName(), toOptions(options)));
        if (status.getHttpStatusCode() != 404 && status.getHttpStatusCode() != 409 && !status.isSuccess()) {
            throw unavailable(what, status);
        }
    }

    @Override
    public Optional<String> logTail(String namespace, String pod, String container) {
        var tail = Optional.<String>empty();
        for (var lines : LOG_LINES) {
            tail = log(namespace, pod, container, lines);
            if (tail.isEmpty() || tail.get().length() < LOG_BYTES / 4) {
                return tail;
            }
        }
        return tail;
    }

    private Optional<String> log(String namespace, String pod, String container, int lines) {
        try {
            var log = core.readNamespacedPodLog(pod, namespace)
                    .container(container)
                    .tailLines(lines)
                    .limitBytes(LOG_BYTES)
                    .execute();
            return Optional.ofNullable(log);
        } catch (ApiException e) {
            return Optional.empty();
        }
    }

    private static io.kubernetes.client.util.generic.options.DeleteOptions toOptions(V1DeleteOptions wanted) {
        var options = new io.kubernetes.client.util.generic.options.DeleteOptions();
        options.setPropagationPolicy(wanted.getPropagationPolicy());
        options.setPreconditions(wanted.getPreconditions());
        return options;
    }

    @SuppressWarnings({"unchecked", "rawtypes"}) // the pair of types is right by construction of Kind
    private <T extends KubernetesObject> GenericKubernetesApi<T, KubernetesListObject> api(Kind<T> kind) {
        return new GenericKubernetesApi(kind.type(), kind.listType(), kind.group(), "v1", kind.plural(), client);
    }

    /** The generic client wraps what is not an answer of the API server in unchecked exceptions of several kinds. */
    private static <D extends io.kubernetes.client.common.KubernetesType> KubernetesApiResponse<D> ask(
            String what, Supplier<KubernetesApiResponse<D>> call) {
        try {
            return call.get();
        } catch (IllegalStateException | JsonSyntaxException e) {
            throw new UnavailableException(what + ": " + (e.getCause() == null ? e : e.getCause()));
        } catch (RuntimeException e) {
            if (e.getCause() instanceof ApiException answer) {
                throw new UnavailableException(what + ": " + answer.getCode() + " " + answer.getMessage());
            }
            throw e;
        }
    }

    private static <D extends io.kubernetes.client.common.KubernetesType> D read(
            String what, KubernetesApiResponse<D> answer) {
        if (!answer.isSuccess()) {
            throw unavailable(what, answer);
        }
        return answer.getObject();
    }

    /** A conflict has several reasons; one about a quota that somebody else was changing, for instance, goes away. */
    private static boolean written(String what, KubernetesApiResponse<?> answer, String conflict) {
        if (answer.isSuccess()) {
            return true;
        }
        if (answer.getHttpStatusCode() == 409
                && answer.getStatus() != null
                && conflict.equals(answer.getStatus().getReason())) {
            return false;
        }
        throw FINAL.contains(answer.getHttpStatusCode())
                ? new RefusedException(message(answer))
                : unavailable(what, answer);
    }

    private static UnavailableException unavailable(String what, KubernetesApiResponse<?> answer) {
        return new UnavailableException(what + ": " + answer.getHttpStatusCode() + " " + message(answer));
    }

    private static String message(KubernetesApiResponse<?> answer) {
        return Optional.ofNullable(answer.getStatus()).map(V1Status::getMessage).orElse("(no message)");
    }

    private static OffsetDateTime when(CoreV1Event event) {
        var time = event.getLastTimestamp() != null
                ? event.getLastTimestamp()
                : event.getEventTime() != null
                        ? event.getEventTime()
                        : event.getMetadata().getCreationTimestamp();
        return time == null ? OffsetDateTime.MIN : time;
    }

    private static String name(KubernetesObject object) {
        return object.getMetadata().getNamespace() + "/" + object.getMetadata().getName();
    }
}
