package io.movein.standin.node;

import io.kubernetes.client.openapi.ApiException;
import io.kubernetes.client.openapi.apis.CoreV1Api;
import io.kubernetes.client.openapi.models.CoreV1Event;
import io.kubernetes.client.openapi.models.V1EventSource;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import io.kubernetes.client.openapi.models.V1ObjectReference;
import io.kubernetes.client.openapi.models.V1Pod;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes events beside the work: one that the API does not take is lost, as on any cluster. Repetitions are counted. */
final class EventRecorder {

    private static final Logger LOG = LoggerFactory.getLogger(EventRecorder.class);

    private final CoreV1Api api;
    private final String node;
    private final LinkedBlockingQueue<CoreV1Event> queue = new LinkedBlockingQueue<>(1000);
    private final Map<String, CoreV1Event> written = new HashMap<>();
    private final Thread writer;

    EventRecorder(CoreV1Api api, String node) {
        this.api = api;
        this.node = node;
        this.writer = Thread.ofVirtual().name("events").start(this::writeAll);
    }

    void normal(V1Pod pod, @Nullable String container, String reason, String message) {
        record(pod, container, "Normal", reason, message);
    }

    void warning(V1Pod pod, @Nullable String container, String reason, String message) {
        record(pod, container, "Warning", reason, message);
    }

    private void record(V1Pod pod, @Nullable String container, String type, String reason, String message) {
        var now = OffsetDateTime.now(ZoneOffset.UTC);
        var metadata = pod.getMetadata();
        queue.offer(new CoreV1Event()
                .metadata(new V1ObjectMeta()
                        .namespace(metadata.getNamespace())
                        .name(metadata.getName() + "." + Long.toHexString(System.nanoTime())))
                .involvedObject(new V1ObjectReference()
                        .apiVersion("v1")
                        .kind("Pod")
                        .namespace(metadata.getNamespace())
                        .name(metadata.getName())
                        .uid(metadata.getUid())
                        .fieldPath(container == null ? null : "spec.containers{%s}".formatted(container)))
                .type(type)
                .reason(reason)
                .message(message)
                .source(new V1EventSource().component("kubelet").host(node))
                .reportingComponent("kubelet")
                .reportingInstance(node)
                .firstTimestamp(now)
                .lastTimestamp(now)
                .count(1));
    }

    private void writeAll() {
        try {
            while (true) {
                write(queue.take());
            }
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
        }
    }

    private void write(CoreV1Event event) {
        var key = event.getInvolvedObject().getUid() + event.getReason() + event.getMessage();
        var before = written.get(key);
        try {
            if (before == null) {
                written.put(
                        key,
                        api.createNamespacedEvent(event.getMetadata().getNamespace(), event)
                                .execute());
            } else {
                before.count(before.getCount() + 1).lastTimestamp(event.getLastTimestamp());
                written.put(
                        key,
                        api.replaceNamespacedEvent(
                                        before.getMetadata().getName(),
                                        before.getMetadata().getNamespace(),
                                        before)
                                .execute());
            }
        } catch (ApiException | RuntimeException e) {
            LOG.debug(
                    "event {} of pod {} was not written: {}",
                    event.getReason(),
                    event.getInvolvedObject().getName(),
                    e.toString());
        }
    }

    /** What is queued is still written, for a short time. */
    void close() throws InterruptedException {
        for (var i = 0; i < 20 && !queue.isEmpty(); i++) {
            Thread.sleep(50);
        }
        writer.interrupt();
    }
}
