package io.movein.runner;

import static java.util.Objects.requireNonNull;

import io.kubernetes.client.openapi.ApiException;
import io.kubernetes.client.openapi.JSON;
import io.kubernetes.client.openapi.apis.CoreV1Api;
import io.kubernetes.client.openapi.apis.RbacAuthorizationV1Api;
import io.kubernetes.client.openapi.models.AuthenticationV1TokenRequest;
import io.kubernetes.client.openapi.models.V1ClusterRole;
import io.kubernetes.client.openapi.models.V1ClusterRoleBinding;
import io.kubernetes.client.openapi.models.V1Namespace;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import io.kubernetes.client.openapi.models.V1ServiceAccount;
import io.kubernetes.client.openapi.models.V1TokenRequestSpec;
import io.movein.runner.cluster.Access;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.yaml.snakeyaml.Yaml;

/** Applies the role that is deployed, and logs in as the account that has it. */
final class RunnersAccount {
    private RunnersAccount() {}

    /** @return a kubeconfig of the account */
    static Path create(Path admins, Path manifest) throws ApiException, IOException {
        var client = new Access(Optional.of(admins), Duration.ofSeconds(10)).client();
        var core = new CoreV1Api(client);
        var objects = json(manifest);
        core.createNamespace(new V1Namespace().metadata(new V1ObjectMeta().name("movein")))
                .execute();
        core.createNamespacedServiceAccount("movein", JSON.deserialize(objects.get(0), V1ServiceAccount.class))
                .execute();
        var rbac = new RbacAuthorizationV1Api(client);
        rbac.createClusterRole(JSON.deserialize(objects.get(1), V1ClusterRole.class))
                .execute();
        rbac.createClusterRoleBinding(JSON.deserialize(objects.get(2), V1ClusterRoleBinding.class))
                .execute();
        rbac.createClusterRole(JSON.deserialize(objects.get(3), V1ClusterRole.class))
                .execute();
        var token = core.createNamespacedServiceAccountToken(
                        "runner",
                        "movein",
                        new AuthenticationV1TokenRequest().spec(new V1TokenRequestSpec().audiences(List.of())))
                .execute()
                .getStatus()
                .getToken();
        return kubeconfig(admins, token);
    }

    private static List<String> json(Path manifest) throws IOException {
        var objects = new ArrayList<String>();
        for (var object : new Yaml().loadAll(Files.readString(manifest))) {
            objects.add(new com.fasterxml.jackson.databind.ObjectMapper().writeValueAsString(object));
        }
        return objects;
    }

    /** The administrator's, with another user in it. */
    @SuppressWarnings("unchecked") // the form of a kubeconfig
    private static Path kubeconfig(Path admins, String token) throws IOException {
        Map<String, Object> config = new Yaml().load(Files.readString(admins));
        var user = ((List<Map<String, Object>>) requireNonNull(config.get("users"))).getFirst();
        user.put("user", Map.of("token", token));
        var file = Files.createTempFile(admins.getParent(), "runner-", ".kubeconfig");
        return Files.writeString(file, new Yaml().dump(config));
    }
}
