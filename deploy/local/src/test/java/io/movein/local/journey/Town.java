package io.movein.local.journey;

import io.kubernetes.client.custom.IntOrString;
import io.kubernetes.client.custom.Quantity;
import io.kubernetes.client.openapi.ApiException;
import io.kubernetes.client.openapi.apis.BatchV1Api;
import io.kubernetes.client.openapi.apis.CoreV1Api;
import io.kubernetes.client.openapi.apis.NetworkingV1Api;
import io.kubernetes.client.openapi.models.V1ConfigMap;
import io.kubernetes.client.openapi.models.V1Container;
import io.kubernetes.client.openapi.models.V1Namespace;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import io.kubernetes.client.openapi.models.V1PersistentVolumeClaim;
import io.kubernetes.client.openapi.models.V1PersistentVolumeClaimSpec;
import io.kubernetes.client.openapi.models.V1Pod;
import io.kubernetes.client.openapi.models.V1PodSpec;
import io.kubernetes.client.openapi.models.V1ResourceRequirements;
import io.kubernetes.client.openapi.models.V1Secret;
import io.kubernetes.client.openapi.models.V1Service;
import io.kubernetes.client.openapi.models.V1ServicePort;
import io.kubernetes.client.openapi.models.V1ServiceSpec;
import io.kubernetes.client.openapi.models.V1VolumeResourceRequirements;
import io.movein.local.screen.Screen;
import io.movein.local.stack.DataDir;
import io.movein.local.stack.LocalStack;
import io.movein.local.stack.StackOptions;
import io.movein.local.stack.Surroundings;
import io.movein.standin.github.model.GitHubModel;
import io.movein.standin.github.model.IssueEdit;
import io.movein.standin.node.image.ImageConfig;
import io.movein.standin.node.image.OciImage;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/** Everything on this machine with the four services as processes, and as many tenants as a test wants. */
final class Town implements AutoCloseable {
    private static final Map<String, String> APP = Map.of("app.kubernetes.io/name", "storage");

    private final TraceCollector traces = new TraceCollector();
    private final DataDir data;
    private final LocalStack stack;
    private final CoreV1Api core;
    private final AtomicInteger images = new AtomicInteger();

    Town(Path folder) {
        this(folder, StackOptions.forManySmallRuns(), Map.of());
    }

    /** Whose intake is told this, too. */
    Town(Path folder, Map<String, String> intake) {
        this(folder, StackOptions.forManySmallRuns(), intake);
    }

    /** On another Kafka than one of its own. */
    Town(Path folder, String kafka, Map<String, String> intake) {
        this(folder, StackOptions.forManySmallRuns().onKafka(kafka), intake);
    }

    private Town(Path folder, StackOptions options, Map<String, String> intake) {
        this(folder, options, name -> name.equals("intake") ? intake : Map.of());
    }

    /** Each service this by its name. */
    static Town whoseServicesAreTold(Path folder, Function<String, Map<String, String>> environment) {
        return new Town(folder, StackOptions.forManySmallRuns(), environment);
    }

    private Town(Path folder, StackOptions options, Function<String, Map<String, String>> environment) {
        System.setProperty(
                "movein.home", Path.of("../..").toAbsolutePath().normalize().toString());
        data = DataDir.open(folder);
        stack = LocalStack.start(
                options.within(
                        new Surroundings(_ -> List.of(), name -> with(environment.apply(name), traces.endpoint()))),
                StackOptions.Default.FREE,
                data,
                Map.of(),
                new Screen(System.out, false, false));
        core = new CoreV1Api(stack.client());
    }

    private static Map<String, String> with(Map<String, String> environment, String collector) {
        var all = new HashMap<>(environment);
        all.put("MOVEIN_OTLP_ENDPOINT", collector);
        return all;
    }

    GitHubModel github() {
        return Objects.requireNonNull(stack.localGitHub()).model();
    }

    /** Spans of all four services. */
    TraceCollector traces() {
        return traces;
    }

    LocalStack stack() {
        return stack;
    }

    /**
     * A tenant with a pod that needs one core, 1 GiB and 10 GiB, a storage interface and a registered secret; returns its onboarding
     * issue.
     */
    int tenant(String namespace, String owner) throws ApiException {
        var issue = github().openWithForm(owner, "Onboard " + namespace, "please", List.of("onboard-my-capability"))
                .number();
        github().edit("operator", issue, IssueEdit.close("completed"));
        var ownerId = github().user(owner).orElseThrow().id();
        core.createNamespace(new V1Namespace()
                        .metadata(new V1ObjectMeta()
                                .name(namespace)
                                .labels(Map.of("movein.io/onboarding-issue", Integer.toString(issue)))
                                .annotations(Map.of("movein.io/owner-ids", Long.toString(ownerId)))))
                .execute();
        core.createNamespacedSecret(
                        namespace,
                        new V1Secret().stringData(Map.of("token", "t")).metadata(meta("old-host")))
                .execute();
        core.createNamespacedConfigMap(
                        namespace,
                        new V1ConfigMap()
                                .metadata(meta("movein-secrets"))
                                .data(Map.of("old-host", "reads the old host")))
                .execute();
        core.createNamespacedService(
                        namespace,
                        new V1Service()
                                .metadata(meta("storage").labels(Map.of("movein.io/interface", "storage")))
                                .spec(new V1ServiceSpec()
                                        .selector(APP)
                                        .addPortsItem(
                                                new V1ServicePort().port(9000).targetPort(new IntOrString(9000)))))
                .execute();
        core.createNamespacedPersistentVolumeClaim(
                        namespace,
                        new V1PersistentVolumeClaim()
                                .metadata(meta("storage"))
                                .spec(new V1PersistentVolumeClaimSpec()
                                        .addAccessModesItem("ReadWriteOnce")
                                        .resources(new V1VolumeResourceRequirements()
                                                .requests(Map.of("storage", new Quantity("10Gi"))))))
                .execute();
        core.createNamespacedPod(namespace, pod()).execute();
        return issue;
    }

    /** Live runs in this tenant need a dry-run before them. */
    void demandsRehearsals(String namespace) throws ApiException {
        var tenant = core.readNamespace(namespace).execute();
        tenant.getMetadata().putAnnotationsItem("movein.io/rehearsal", "required");
        core.replaceNamespace(namespace, tenant).execute();
    }

    /** The tenant itself; nothing has to run for what these tests are about. */
    private static V1Pod pod() {
        var needs = Map.of("cpu", new Quantity("1"), "memory", new Quantity("1Gi"));
        return new V1Pod()
                .metadata(meta("storage").labels(APP))
                .spec(new V1PodSpec()
                        .overhead(null)
                        .nodeSelector(Map.of("no-such", "node"))
                        .addContainersItem(new V1Container()
                                .name("storage")
                                .image("registry.example/storage:1")
                                .resources(new V1ResourceRequirements()
                                        .requests(needs)
                                        .limits(needs))));
    }

    private static V1ObjectMeta meta(String name) {
        return new V1ObjectMeta().name(name);
    }

    /** An image whose process is this shell script. */
    String image(String script) throws IOException {
        var number = images.incrementAndGet();
        var name = "registry.example/script-" + number;
        var root = Files.createDirectories(data.child("image-" + number));
        Files.writeString(root.resolve("run.sh"), script);
        return OciImage.build(
                root,
                name,
                ImageConfig.entrypoint("/bin/sh", "/run.sh"),
                stack.images().resolve("script-" + number));
    }

    /** The operator's page, once it says so: it follows the stream on its own. */
    String page(String path, String text) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create(stack.page() + path)).build();
        try (var http = HttpClient.newHttpClient()) {
            var until = Instant.now().plusSeconds(60);
            for (var body = ""; ; Thread.sleep(100)) {
                body = http.send(request, BodyHandlers.ofString()).body();
                if (body.contains(text) || Instant.now().isAfter(until)) {
                    return body;
                }
            }
        }
    }

    /** As somebody may who has rights in the tenant; whatever runs in them is told to end. */
    void deletesPods(String namespace) throws ApiException {
        for (var pod : core.listNamespacedPod(namespace)
                .labelSelector("movein.io/migration")
                .execute()
                .getItems()) {
            core.deleteNamespacedPod(pod.getMetadata().getName(), namespace).execute();
        }
    }

    /** What is left of runs in the tenant, {@code kind/name} each. */
    List<String> leftovers(String namespace) throws ApiException {
        var client = stack.client();
        var left = new ArrayList<String>();
        new BatchV1Api(client)
                .listNamespacedJob(namespace)
                .execute()
                .getItems()
                .forEach(it -> left.add("job/" + it.getMetadata().getName()));
        new NetworkingV1Api(client)
                .listNamespacedNetworkPolicy(namespace)
                .execute()
                .getItems()
                .forEach(it -> left.add("networkpolicy/" + it.getMetadata().getName()));
        core.listNamespacedPod(namespace)
                .labelSelector("movein.io/migration")
                .execute()
                .getItems()
                .forEach(it -> left.add("pod/" + it.getMetadata().getName()));
        core.listNamespacedServiceAccount(namespace)
                .labelSelector("movein.io/migration")
                .execute()
                .getItems()
                .forEach(it -> left.add("serviceaccount/" + it.getMetadata().getName()));
        core.listNamespacedPersistentVolumeClaim(namespace)
                .labelSelector("movein.io/migration")
                .execute()
                .getItems()
                .forEach(it -> left.add("claim/" + it.getMetadata().getName()));
        return left;
    }

    @Override
    public void close() {
        stack.close();
        data.close();
        traces.close();
    }
}
