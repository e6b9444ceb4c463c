package io.movein.runner.cluster;

import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonSyntaxException;
import io.kubernetes.client.common.KubernetesListObject;
import io.kubernetes.client.common.KubernetesObject;
import io.kubernetes.client.custom.V1Patch;
import io.kubernetes.client.openapi.ApiClient;
import io.kubernetes.client.openapi.ApiException;
import io.kubernetes.client.openapi.apis.CoreV1Api;
import io.kubernetes.client.openapi.apis.CustomObjectsApi;
import io.kubernetes.client.openapi.models.CoreV1Event;
import io.kubernetes.client.openapi.models.V1DeleteOptions;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import io.kubernetes.client.openapi.models.V1Preconditions;
import io.kubernetes.client.openapi.models.V1Status;
import io.kubernetes.client.util.generic.GenericKubernetesApi;
import io.kubernetes.client.util.generic.KubernetesApiResponse;
import io.kubernetes.client.util.generic.options.ListOptions;
import io.movein.runner.run.LogLine;
import io.movein.runtime.kubernetes.ClusterJson;
import java.io.IOException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A real cluster, by the official client. Thread-safe; every call ends within the client's timeouts. */
public final class KubernetesCluster implements Cluster {
    /** What says something about the object; other answers say something about the server or about us. */
    private static final Set<Integer> FINAL = Set.of(400, 403, 404, 405, 413, 415, 422);

    private static final Duration KNOWN_FOR = Duration.ofMinutes(1);
    /** Of what is read of a log with what was read before; what is read twice is recognised. */
    private static final int OVERLAP_SECONDS = 5;

    /** Whether there is a kind, and when that was asked. */
    private record Knowledge(boolean there, long at) {}

    static {
        ClusterJson.take();
    }

    private final ApiClient client;
    private final CoreV1Api core;
    private volatile Knowledge knowledge = new Knowledge(false, System.nanoTime() - KNOWN_FOR.toNanos() - 1);

    public KubernetesCluster(ApiClient client) {
        this.client = client;
        this.core = new CoreV1Api(client);
    }

    /** By the kinds that the API server tells everybody who has logged in; asked again after a while, as they come and go. */
    @Override
    public boolean knows(Kind<?> kind) {
        if (kind != Kind.NAME_POLICY) {
            return true;
        }
        var asked = knowledge;
        if (System.nanoTime() - asked.at() > KNOWN_FOR.toNanos()) {
            asked = new Knowledge(asks(kind), System.nanoTime());
            knowledge = asked;
        }
        return asked.there();
    }

    private boolean asks(Kind<?> kind) {
        try {
            var found = new CustomObjectsApi(client)
                    .getAPIResources(kind.group(), kind.version())
                    .execute();
            return found.getResources().stream().anyMatch(it -> it.getName().equals(kind.plural()));
        } catch (ApiException e) {
            if (e.getCode() == 404) {
                return false;
            }
            throw new UnavailableException("kinds of " + kind.group() + ": " + e.getCode() + " " + e.getMessage());
        }
    }

    @Override
    public <T extends KubernetesObject> Optional<T> get(Kind<T> kind, String namespace, String name) {
        var what = "get " + kind + " " + namespace + "/" + name;
        var answer = ask(
                what,
                () -> namespace.isEmpty() ? api(kind).get(name) : api(kind).get(namespace, name));
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
        if (!knows(kind)) {
            return List.of();
        }
        var what = "list " + kind + " of " + (namespace == null ? "all namespaces" : namespace) + " " + which;
        var answer = ask(
                what,
                () -> namespace == null ? api(kind).list(options) : api(kind).list(namespace, options));
        return (List<T>) read(what, answer).getItems();
    }

    @Override
    public List<CoreV1Event> events(String namespace, String uid) {
        try {
            var found = core.listNamespacedEvent(namespace)
                    .fieldSelector("involvedObject.uid=" + uid)
                    .execute();
            return found.getItems().stream()
                    .filter(event -> uid.equals(event.getInvolvedObject().getUid()))
                    .sorted(Comparator.comparing(KubernetesCluster::when))
                    .toList();
        } catch (ApiException e) {
            throw new UnavailableException("list events of " + namespace + ": " + e.getCode() + " " + e.getMessage());
        }
    }

    @Override
    public <T extends KubernetesObject> Optional<T> create(Kind<T> kind, T object) {
        var what = "create " + kind + " " + name(object);
        return written(what, ask(what, () -> api(kind).create(object)), "AlreadyExists");
    }

    @Override
    public <T extends KubernetesObject> Optional<T> replace(Kind<T> kind, T object) {
        var what = "update " + kind + " " + name(object);
        var answer = ask(what, () -> api(kind).update(object));
        return answer.getHttpStatusCode() == 404 ? Optional.empty() : written(what, answer, "Conflict");
    }

    @Override
    public <T extends KubernetesObject> boolean delete(Kind<T> kind, T object) {
        return delete(kind, object, new V1DeleteOptions().propagationPolicy("Background"));
    }

    @Override
    public <T extends KubernetesObject> void deleteNow(Kind<T> kind, T object) {
        delete(kind, object, new V1DeleteOptions().gracePeriodSeconds(0L));
        var metadata = new JsonObject();
        metadata.add("finalizers", JsonNull.INSTANCE);
        patch("take the finalizers off " + kind + " " + name(object), kind, object, metadata);
    }

    /** What is gone at once is answered with a status, or as it was last; what is held, as it is marked. */
    private <T extends KubernetesObject> boolean delete(Kind<T> kind, T object, V1DeleteOptions how) {
        var what = "delete " + kind + " " + name(object);
        var meta = object.getMetadata();
        var options = how.preconditions(new V1Preconditions().uid(meta.getUid()));
        var status = ask(what, () -> api(kind).delete(meta.getNamespace(), meta.getName(), toOptions(options)));
        var isAnotherOrNone = status.getHttpStatusCode() == 404 || status.getHttpStatusCode() == 409;
        if (!isAnotherOrNone && !status.isSuccess()) {
            throw unavailable(what, status);
        }
        return isAnotherOrNone
                || status.getObject() == null
                || isReleased(status.getObject().getMetadata());
    }

    private static boolean isReleased(V1ObjectMeta last) {
        var grace = last.getDeletionGracePeriodSeconds();
        return (last.getFinalizers() == null || last.getFinalizers().isEmpty()) && (grace == null || grace == 0);
    }

    /**
     * The kubelet counts the pieces in which it keeps a long line as lines, so what is new is asked for by time, and its last lines only
     * where all that is new is too much.
     */
    @Override
    public List<LogLine> log(
            String namespace,
            String pod,
            String container,
            @Nullable Duration since,
            Predicate<String> mustNotBeMissed) {
        var log = new LogStream(mustNotBeMissed);
        var asked = core.readNamespacedPodLog(pod, namespace)
                .container(container)
                .timestamps(true)
                .sinceSeconds(since == null ? null : (int) since.toSeconds() + OVERLAP_SECONDS);
        try {
            if (!read(log, asked)) {
                read(log, asked.tailLines(LogStream.LINES));
            }
            return log.lines();
        } catch (ApiException | IOException e) {
            return List.of();
        }
    }

    /** @return whether there is no more of it; an answer that is an error is none */
    private static boolean read(LogStream log, CoreV1Api.APIreadNamespacedPodLogRequest asked)
            throws ApiException, IOException {
        try (var answer = asked.buildCall(null).execute()) {
            return !answer.isSuccessful() || log.read(answer.body().byteStream());
        }
    }

    /** As a merge patch: no conflict with whoever writes the object's status at the same time. */
    @Override
    public <T extends KubernetesObject> void annotate(Kind<T> kind, T object, String key, String value) {
        var annotations = new JsonObject();
        annotations.addProperty(key, value);
        var metadata = new JsonObject();
        metadata.add("annotations", annotations);
        patch("annotate " + kind + " " + name(object), kind, object, metadata);
    }

    private <T extends KubernetesObject> void patch(String what, Kind<T> kind, T object, JsonObject metadata) {
        var meta = object.getMetadata();
        var patch = new JsonObject();
        patch.add("metadata", metadata);
        var answer = ask(
                what,
                () -> api(kind)
                        .patch(
                                meta.getNamespace(),
                                meta.getName(),
                                V1Patch.PATCH_FORMAT_JSON_MERGE_PATCH,
                                new V1Patch(patch.toString())));
        if (answer.getHttpStatusCode() != 404) {
            written(what, answer, "Conflict");
        }
    }

    private static io.kubernetes.client.util.generic.options.DeleteOptions toOptions(V1DeleteOptions wanted) {
        var options = new io.kubernetes.client.util.generic.options.DeleteOptions();
        options.setPropagationPolicy(wanted.getPropagationPolicy());
        options.setGracePeriodSeconds(wanted.getGracePeriodSeconds());
        options.setPreconditions(wanted.getPreconditions());
        return options;
    }

    @SuppressWarnings({"unchecked", "rawtypes"}) // the pair of types is right by construction of Kind
    private <T extends KubernetesObject> GenericKubernetesApi<T, KubernetesListObject> api(Kind<T> kind) {
        return new GenericKubernetesApi(
                kind.type(), kind.listType(), kind.group(), kind.version(), kind.plural(), client);
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
    private static <D extends io.kubernetes.client.common.KubernetesType> Optional<D> written(
            String what, KubernetesApiResponse<D> answer, String conflict) {
        if (answer.isSuccess()) {
            return Optional.of(answer.getObject());
        }
        if (answer.getHttpStatusCode() == 409
                && answer.getStatus() != null
                && conflict.equals(answer.getStatus().getReason())) {
            return Optional.empty();
        }
        throw FINAL.contains(answer.getHttpStatusCode())
                ? new RefusedException(message(answer))
                : unavailable(what, answer);
    }

    private static UnavailableException unavailable(String what, KubernetesApiResponse<?> answer) {
        if (answer.getHttpStatusCode() == 403) {
            return new ForbiddenException(what + ": " + message(answer));
        }
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
