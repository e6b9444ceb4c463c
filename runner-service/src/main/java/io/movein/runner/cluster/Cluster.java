package io.movein.runner.cluster;

import io.kubernetes.client.common.KubernetesObject;
import io.kubernetes.client.openapi.models.CoreV1Event;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The objects of a cluster. Every read asks the API server afresh.
 *
 * <p>Every method throws {@link UnavailableException} where there is no answer that could be relied on: it may help to ask later.
 */
public interface Cluster {
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
     * @return false: there is one of that name already
     * @throws RefusedException the API server does not want it, now or later
     */
    <T extends KubernetesObject> boolean create(Kind<T> kind, T object);

    /**
     * Replaces the object that was read, if nobody has changed it since.
     *
     * @return false: it is another one by now, or gone
     * @throws RefusedException the API server does not want it, now or later
     */
    <T extends KubernetesObject> boolean replace(Kind<T> kind, T object);

    /** Asks for the deletion of exactly this object and its dependants; returns before it is gone. Nothing there is fine. */
    <T extends KubernetesObject> void delete(Kind<T> kind, T object);

    /** The end of what the container has written; empty where it cannot be read (any more). */
    Optional<String> logTail(String namespace, String pod, String container);
}
