package io.movein.review.platform;

import io.kubernetes.client.openapi.ApiException;
import io.kubernetes.client.openapi.apis.CoreV1Api;
import io.kubernetes.client.openapi.apis.RbacAuthorizationV1Api;
import io.kubernetes.client.openapi.models.AuthenticationV1TokenRequest;
import io.kubernetes.client.openapi.models.V1ClusterRole;
import io.kubernetes.client.openapi.models.V1ClusterRoleBinding;
import io.kubernetes.client.openapi.models.V1Namespace;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import io.kubernetes.client.openapi.models.V1ServiceAccount;
import io.kubernetes.client.openapi.models.V1TokenRequestSpec;
import io.kubernetes.client.util.ClientBuilder;
import io.kubernetes.client.util.KubeConfig;
import io.kubernetes.client.util.Yaml;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Applies the role that is deployed, and logs in as the account that has it. */
final class ReviewsAccount {
    private ReviewsAccount() {}

    /** @return a kubeconfig of the account */
    static Path create(Path administrator, Path manifest) throws ApiException, IOException {
        try (var reader = Files.newBufferedReader(administrator)) {
            var client =
                    ClientBuilder.kubeconfig(KubeConfig.loadKubeConfig(reader)).build();
            var core = new CoreV1Api(client);
            var rbac = new RbacAuthorizationV1Api(client);
            core.createNamespace(new V1Namespace().metadata(new V1ObjectMeta().name("movein")))
                    .execute();
            for (var object : Yaml.loadAll(manifest.toFile())) {
                switch (object) {
                    case V1ServiceAccount account ->
                        core.createNamespacedServiceAccount("movein", account).execute();
                    case V1ClusterRole role -> rbac.createClusterRole(role).execute();
                    case V1ClusterRoleBinding binding ->
                        rbac.createClusterRoleBinding(binding).execute();
                    default ->
                        throw new IllegalArgumentException(
                                manifest + " has a " + object.getClass().getSimpleName());
                }
            }
            var request = new AuthenticationV1TokenRequest().spec(new V1TokenRequestSpec().audiences(List.of()));
            var token = core.createNamespacedServiceAccountToken("review", "movein", request)
                    .execute()
                    .getStatus()
                    .getToken();
            return kubeconfig(administrator, client.getBasePath(), token);
        }
    }

    private static Path kubeconfig(Path administrator, String server, String token) throws IOException {
        return Files.writeString(administrator.resolveSibling("review.kubeconfig"), """
                apiVersion: v1
                kind: Config
                current-context: review
                contexts: [{name: review, context: {cluster: it, user: review}}]
                clusters: [{name: it, cluster: {server: "%s", insecure-skip-tls-verify: true}}]
                users: [{name: review, user: {token: "%s"}}]
                """.formatted(server, token));
    }
}
