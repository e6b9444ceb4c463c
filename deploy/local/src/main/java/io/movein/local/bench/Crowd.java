package io.movein.local.bench;

import io.kubernetes.client.custom.Quantity;
import io.kubernetes.client.openapi.ApiClient;
import io.kubernetes.client.openapi.ApiException;
import io.kubernetes.client.openapi.apis.CoreV1Api;
import io.kubernetes.client.openapi.models.V1Container;
import io.kubernetes.client.openapi.models.V1Namespace;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import io.kubernetes.client.openapi.models.V1Pod;
import io.kubernetes.client.openapi.models.V1PodSchedulingGate;
import io.kubernetes.client.openapi.models.V1PodSpec;
import io.kubernetes.client.openapi.models.V1ResourceRequirements;
import io.kubernetes.client.openapi.models.V1Service;
import io.kubernetes.client.openapi.models.V1ServicePort;
import io.kubernetes.client.openapi.models.V1ServiceSpec;
import io.movein.local.demo.FilledForm;
import io.movein.standin.github.model.GitHubModel;
import io.movein.standin.github.model.IssueEdit;
import java.util.List;
import java.util.Map;

/**
 * Many tenants, each with its own onboarding issue, as only one run per tenant goes at a time. Their own pods count and are never
 * scheduled: the load to be measured is Movein's.
 */
public final class Crowd {
    private static final String OWNER = "capability-owner";

    private final GitHubModel github;
    private final CoreV1Api api;
    private final String image;

    public Crowd(GitHubModel github, ApiClient client, String image) {
        this.github = github;
        this.api = new CoreV1Api(client);
        this.image = image;
    }

    /** The form with which that tenant's owner will ask. */
    public FilledForm tenant(int number) throws ApiException {
        var onboarding = github.openWithForm(OWNER, "Onboard tenant " + number, "", List.of("onboard-my-capability"))
                .number();
        github.edit("operator", onboarding, new IssueEdit(null, null, false, "completed", null));
        var namespace = namespace(number);
        api.createNamespace(new V1Namespace()
                        .metadata(new V1ObjectMeta()
                                .name(namespace)
                                .labels(Map.of("movein.io/onboarding-issue", Integer.toString(onboarding)))
                                .annotations(Map.of("movein.io/owner-ids", "1001"))))
                .execute();
        api.createNamespacedService(
                        namespace,
                        new V1Service()
                                .metadata(new V1ObjectMeta()
                                        .name("store")
                                        .labels(Map.of("movein.io/interface", "storage")))
                                .spec(new V1ServiceSpec()
                                        .selector(Map.of("app", "store"))
                                        .ports(List.of(new V1ServicePort().port(9000)))))
                .execute();
        return new FilledForm(
                onboarding,
                "nothing much",
                image,
                "live",
                "10m",
                "32Mi",
                "0",
                List.of(),
                List.of("store:9000"),
                List.of(),
                "safe on populated destination",
                "no",
                "1s",
                "",
                "");
    }

    /** Its own pod, for which the cluster's controllers have to have made the namespace's account. */
    public void settle(int number) throws ApiException, InterruptedException {
        for (var attempt = 0; ; attempt++) {
            try {
                api.createNamespacedPod(namespace(number), pod()).execute();
                return;
            } catch (ApiException e) {
                if (e.getCode() != 403 || attempt == 100) {
                    throw e;
                }
                Thread.sleep(50);
            }
        }
    }

    /** That of the tenant with this number. */
    public static String namespace(int number) {
        return "tenant-" + number;
    }

    private static V1Pod pod() {
        var requests = Map.of("cpu", new Quantity("100m"), "memory", new Quantity("128Mi"));
        return new V1Pod()
                .metadata(new V1ObjectMeta().name("store").labels(Map.of("app", "store")))
                .spec(new V1PodSpec()
                        .overhead(null)
                        .schedulingGates(List.of(new V1PodSchedulingGate().name("movein.io/bench")))
                        .containers(List.of(new V1Container()
                                .name("store")
                                .image("registry.example/store:1")
                                .resources(new V1ResourceRequirements().requests(requests)))));
    }
}
