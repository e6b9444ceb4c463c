package io.movein.runner.cluster;

import io.kubernetes.client.common.KubernetesObject;
import io.kubernetes.client.openapi.models.CoreV1Event;
import io.movein.runner.run.LogLine;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The objects of a cluster. Every read asks the API server afresh.
 *
 * <p>Every method throws {@link UnavailableException} where there is no answer that could be relied on: it may help to ask later.
 */
public interface Cluster {
    /** Whether the cluster has objects of this kind at all; where it has none, a list of them is empty. */
    default boolean knows(Kind<?> kind) {
        return kind != Kind.NAME_POLICY;
    }

    /** @param namespace empty for what is in none, such as nodes */
    <T extends KubernetesObject> Optional<T> get(Kind<T> kind, String namespace, String name);

    /**
     * @param namespace null: all of them
     * @param labels    a label selector, or empty
     */
    <T extends KubernetesObject> List<T> list(Kind<T> kind, @Nullable String namespace, String labels);

    /** All of that name, in whatever namespace. */
    <T extends KubernetesObject> List<T> listNamed(Kind<T> kind, String name);

    /** Events about one object, oldest first. */
    List<CoreV1Event> events(String namespace, String uid);

    /**
     * @return as it is by then; empty: there is one of that name already
     * @throws RefusedException the API server does not want it, now or later
     */
    <T extends KubernetesObject> Optional<T> create(Kind<T> kind, T object);

    /**
     * Replaces the object that was read, if nobody has changed it since.
     *
     * @return as it is by then; empty: it is another one by now, or gone
     * @throws RefusedException the API server does not want it, now or later
     */
    <T extends KubernetesObject> Optional<T> replace(Kind<T> kind, T object);

    /**
     * Asks for the deletion of exactly this object and its dependants. Nothing there is fine.
     *
     * @return whether it is gone by the API server's own answer; false: something holds it, such as a finalizer or its node
     */
    <T extends KubernetesObject> boolean delete(Kind<T> kind, T object);

    /** Takes the object out of the API at once, whatever its node or a controller says. Nothing there is fine. */
    <T extends KubernetesObject> void deleteNow(Kind<T> kind, T object);

    /** Sets an annotation. Nothing there is fine. */
    <T extends KubernetesObject> void annotate(Kind<T> kind, T object, String key, String value);

    /**
     * What the container has written, oldest first and bounded; empty where it cannot be read (any more).
     *
     * @param since           of at least so long ago and later; null: all
     * @param mustNotBeMissed lines that are given also where they are not among the last
     */
    List<LogLine> log(
            String namespace,
            String pod,
            String container,
            @Nullable Duration since,
            Predicate<String> mustNotBeMissed);
}
