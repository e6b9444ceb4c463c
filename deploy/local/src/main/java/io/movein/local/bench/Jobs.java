package io.movein.local.bench;

import com.google.gson.reflect.TypeToken;
import io.kubernetes.client.openapi.ApiClient;
import io.kubernetes.client.openapi.ApiException;
import io.kubernetes.client.openapi.apis.BatchV1Api;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import io.kubernetes.client.util.Watch;
import java.io.IOException;
import java.time.Instant;
import java.util.Objects;

/** Watches Jobs appear; Kubernetes itself notes their creation in whole seconds only. */
final class Jobs implements AutoCloseable {
    /** All that is read of a Job: the rest would cost the machine that is measured. */
    private record Named(V1ObjectMeta metadata) {}

    private final ApiClient client;
    private final Timeline timeline;
    private volatile boolean ended;

    Jobs(ApiClient client, Timeline timeline) {
        this.client = client;
        this.timeline = timeline;
        client.setReadTimeout(2_000);
        Thread.ofPlatform().daemon().name("jobs").start(this::watch);
    }

    private void watch() {
        while (!ended) {
            try (Watch<Named> watch = Watch.createWatch(
                    client,
                    new BatchV1Api(client).listJobForAllNamespaces().watch(true).buildCall(null),
                    new TypeToken<Watch.Response<Named>>() {}.getType())) {
                for (var seen : watch) {
                    note(seen.object);
                }
            } catch (ApiException | IOException | RuntimeException e) {
                // silent for two seconds, or ended: asked again
            }
        }
    }

    private void note(Named job) {
        var number = Objects.requireNonNull(job.metadata().getName()).replaceFirst("movein-(\\d+)-run-.*", "$1");
        timeline.note(Integer.parseInt(number), Moment.JOB_CREATED, Instant.now());
    }

    @Override
    public void close() {
        ended = true;
    }
}
