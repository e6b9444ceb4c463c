package io.movein.runner;

import static io.movein.runner.Samples.launch;
import static io.movein.runner.Samples.spec;

import io.kubernetes.client.openapi.ApiException;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import io.kubernetes.client.openapi.models.V1Secret;
import io.movein.contract.MigrationId;
import io.movein.contract.RunId;
import io.movein.model.Resources;
import io.movein.model.RunSpec;
import io.movein.order.LaunchRun;
import io.movein.report.RunStarted;
import io.movein.runner.run.RunRef;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;

/** One run in a tenant of its own, and what others do to it. */
final class RunOnARealNode {
    private static final AtomicInteger NUMBERS = new AtomicInteger(1000);
    final RunRef run;
    final Tenant tenant;
    private final Rig rig;

    RunOnARealNode(Rig rig, String script) throws ApiException {
        var number = NUMBERS.incrementAndGet();
        this.rig = rig;
        this.run = new RunRef(new RunId(new MigrationId("acme", "infra", number), 1), "media-" + number);
        this.tenant = RealNode.tenant(run.namespace(), script);
    }

    void begin(UnaryOperator<RunSpec.Builder> request) {
        var order = launch(run, request.apply(request()).build());
        rig.order(LaunchRun.newBuilder(order).setOrderedAt(Instant.now()).build());
    }

    /** The migration's next run, in the same tenant. */
    RunRef next() {
        return new RunRef(new RunId(run.id().migration(), run.id().run() + 1), run.namespace());
    }

    void beginNext() {
        var order = launch(next(), request().build());
        rig.orderOnce(LaunchRun.newBuilder(order).setOrderedAt(Instant.now()).build());
    }

    /** Another one than the tenant began with, before the run begins. */
    void script(String script) throws ApiException {
        tenant.core
                .replaceNamespacedSecret(
                        RealNode.SCRIPT,
                        run.namespace(),
                        new V1Secret()
                                .metadata(new V1ObjectMeta().name(RealNode.SCRIPT))
                                .stringData(Map.of("run", script)))
                .execute();
    }

    private RunSpec.Builder request() {
        return spec().setNamespace(run.namespace())
                .setImage(RealNode.IMAGE)
                .setSecrets(List.of(RealNode.SCRIPT))
                .setResources(new Resources(20L, 32L << 20, 1L << 20));
    }

    String namespace() {
        return run.namespace();
    }

    void awaitsStart() {
        rig.awaits(RunStarted.class, run, Duration.ofMinutes(2));
    }

    void stop() {
        rig.order(Samples.stop(run));
    }

    String kubectl(String... arguments) {
        var words = new ArrayList<>(List.of("-n", run.namespace()));
        words.addAll(List.of(arguments));
        return RealNode.kubectl(words.toArray(String[]::new));
    }

    void evict() throws IOException {
        var pod = tenant.pod(run).orElseThrow().getMetadata().getName();
        var eviction = Files.createTempFile("eviction", ".json");
        Files.writeString(
                eviction,
                "{\"apiVersion\":\"policy/v1\",\"kind\":\"Eviction\",\"metadata\":{\"name\":\"%s\",\"namespace\":\"%s\"}}"
                        .formatted(pod, run.namespace()));
        kubectl(
                "create",
                "--raw",
                "/api/v1/namespaces/%s/pods/%s/eviction".formatted(run.namespace(), pod),
                "-f",
                eviction.toString());
    }

    /** A pod that goes without its finalizer does not count: the Job controller makes another. */
    void letTheClusterStartItAgain() throws ApiException {
        var pod = tenant.pod(run).orElseThrow().getMetadata().getName();
        kubectl("patch", "pod", pod, "--type=merge", "-p", "{\"metadata\":{\"finalizers\":null}}");
        kubectl("delete", "pod", pod, "--force", "--grace-period=0", "--wait=false");
    }

    /** As a queue controller does that takes a run's place away and gives it back. */
    void suspendAndResume() {
        kubectl("patch", "job", run.name(), "--type=merge", "-p", "{\"spec\":{\"suspend\":true}}");
        Until.holds(
                "a fence around the Job",
                () -> kubectl("get", "job", run.name(), "-o=jsonpath={.spec.parallelism}")
                        .equals("0"));
        kubectl("patch", "job", run.name(), "--type=merge", "-p", "{\"spec\":{\"suspend\":false}}");
    }
}
