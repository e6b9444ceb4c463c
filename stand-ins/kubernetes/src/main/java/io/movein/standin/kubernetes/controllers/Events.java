package io.movein.standin.kubernetes.controllers;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.movein.standin.kubernetes.api.ResourceWrites;
import io.movein.standin.kubernetes.objects.Json;
import io.movein.standin.kubernetes.objects.Kinds;
import io.movein.standin.kubernetes.objects.Meta;
import io.movein.standin.kubernetes.objects.Refusal;
import java.util.concurrent.atomic.AtomicLong;

/** Records what controllers did as Event objects, in the two forms that the real ones use. */
final class Events {
    private final ResourceWrites resources;
    private final AtomicLong counter = new AtomicLong(System.nanoTime());

    Events(ResourceWrites resources) {
        this.resources = resources;
    }

    /** The older form, of the Job controller and the node controller. */
    void record(ObjectNode about, String type, String reason, String message, String component) {
        var now = Meta.time(resources.clock().instant());
        var event = event(about, type, reason, message, component);
        event.put("count", 1)
                .put("firstTimestamp", now)
                .put("lastTimestamp", now)
                .put("reportingInstance", "");
        event.putObject("source").put("component", component);
        event.putNull("eventTime");
        create(about, event);
    }

    /** The newer form, of the scheduler. */
    void recordAction(ObjectNode about, String type, String reason, String message, String component, String action) {
        var event = event(about, type, reason, message, component);
        event.put("action", action)
                .put("eventTime", Meta.microTime(resources.clock().instant()));
        event.put("reportingInstance", component + "-stand-in").putObject("source");
        event.putNull("firstTimestamp").putNull("lastTimestamp");
        create(about, event);
    }

    private ObjectNode event(ObjectNode about, String type, String reason, String message, String component) {
        var event = Json.object();
        event.putObject("metadata").put("name", Meta.name(about) + "." + Long.toHexString(counter.incrementAndGet()));
        event.putObject("involvedObject")
                .put("apiVersion", Json.text(about, "apiVersion"))
                .put("kind", Json.text(about, "kind"))
                .put("name", Meta.name(about))
                .put("namespace", Meta.namespace(about))
                .put("resourceVersion", Meta.version(about))
                .put("uid", Meta.uid(about));
        return event.put("type", type)
                .put("reason", reason)
                .put("message", message)
                .put("reportingComponent", component);
    }

    private void create(ObjectNode about, ObjectNode event) {
        try {
            var namespace = Meta.namespace(about).isEmpty() ? "default" : Meta.namespace(about);
            resources.create(Kinds.EVENT, namespace, event);
        } catch (Refusal refusal) {
            // an event is only news: in a namespace that ends, none is written, here as on a real cluster
            if (refusal.code() != 403 && refusal.code() != 404) {
                throw refusal;
            }
        }
    }
}
