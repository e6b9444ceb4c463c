package io.movein.runner.cluster;

import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import io.kubernetes.client.common.KubernetesObject;
import io.kubernetes.client.openapi.ApiClient;
import io.kubernetes.client.openapi.ApiException;
import io.kubernetes.client.openapi.Pair;
import io.kubernetes.client.openapi.apis.CoreV1Api;
import io.kubernetes.client.openapi.apis.CustomObjectsApi;
import io.kubernetes.client.openapi.models.CoreV1Event;
import io.kubernetes.client.openapi.models.CoreV1EventList;
import io.kubernetes.client.openapi.models.V1DeleteOptions;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import io.kubernetes.client.openapi.models.V1Preconditions;
import io.movein.runner.cluster.ApiCalls.Answer;
import io.movein.runner.run.LogLine;
import io.movein.runtime.kubernetes.Answers;
import io.movein.runtime.kubernetes.ClusterJson;
import java.io.IOException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
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
    private final ApiCalls api;
    private volatile Knowledge knowledge = new Knowledge(false, System.nanoTime() - KNOWN_FOR.toNanos() - 1);

    public KubernetesCluster(ApiClient client) {
        this.client = client;
        this.core = new CoreV1Api(client);
        this.api = new ApiCalls(client);
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
        var answer = api.get(what, kind, namespace, name);
        return answer.code() == 404 ? Optional.empty() : Optional.of(read(what, answer));
    }

    @Override
    public <T extends KubernetesObject> List<T> list(Kind<T> kind, @Nullable String namespace, String labels) {
        return list(kind, namespace, labels.isEmpty() ? null : new Pair("labelSelector", labels), labels);
    }

    /** By a field, not a label: only so can a role allow the list of one name and no more. */
    @Override
    public <T extends KubernetesObject> List<T> listNamed(Kind<T> kind, String name) {
        return list(kind, null, new Pair("fieldSelector", "metadata.name=" + name), name);
    }

    @SuppressWarnings("unchecked") // a list of a kind holds that kind
    private <T extends KubernetesObject> List<T> list(
            Kind<T> kind, @Nullable String namespace, @Nullable Pair selector, String which) {
        if (!knows(kind)) {
            return List.of();
        }
        var what = "list " + kind + " of " + (namespace == null ? "all namespaces" : namespace) + " " + which;
        return (List<T>) read(what, api.list(what, kind, namespace, selector)).getItems();
    }

    @Override
    public List<CoreV1Event> events(String namespace, String uid) {
        try {
            var asked = core.listNamespacedEvent(namespace)
                    .fieldSelector("involvedObject.uid=" + uid)
                    .buildCall(null);
            var found = Answers.to(asked, CoreV1EventList.class);
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
        return written(what, api.create(what, kind, object), "AlreadyExists");
    }

    @Override
    public <T extends KubernetesObject> Optional<T> replace(Kind<T> kind, T object) {
        var what = "update " + kind + " " + name(object);
        var answer = api.replace(what, kind, object);
        return answer.code() == 404 ? Optional.empty() : written(what, answer, "Conflict");
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
        var options =
                how.preconditions(new V1Preconditions().uid(object.getMetadata().getUid()));
        var answer = api.delete(what, kind, object, options);
        if (answer.code() == 404 || answer.code() == 409) {
            return true; // another of its name, or none
        }
        var last = read(what, answer);
        return last.isStatus() || isReleased(last.metadata());
    }

    private static boolean isReleased(@Nullable V1ObjectMeta last) {
        if (last == null) {
            return false;
        }
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
        var patch = new JsonObject();
        patch.add("metadata", metadata);
        var answer = api.merge(what, kind, object, patch);
        if (answer.code() != 404) {
            written(what, answer, "Conflict");
        }
    }

    private static <D> D read(String what, Answer<D> answer) {
        if (!answer.isSuccess()) {
            throw unavailable(what, answer);
        }
        return answer.orElseThrow();
    }

    /** A conflict has several reasons; one about a quota that somebody else was changing, for instance, goes away. */
    private static <D> Optional<D> written(String what, Answer<D> answer, String conflict) {
        if (answer.isSuccess()) {
            return Optional.of(answer.orElseThrow());
        }
        if (answer.code() == 409 && conflict.equals(answer.reason())) {
            return Optional.empty();
        }
        throw FINAL.contains(answer.code()) ? new RefusedException(answer.message()) : unavailable(what, answer);
    }

    private static UnavailableException unavailable(String what, Answer<?> answer) {
        if (answer.code() == 403) {
            return new ForbiddenException(what + ": " + answer.message());
        }
        return new UnavailableException(what + ": " + answer.code() + " " + answer.message());
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
