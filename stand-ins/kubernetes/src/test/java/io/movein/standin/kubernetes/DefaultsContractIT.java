package io.movein.standin.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubernetes.client.openapi.ApiException;
import java.io.IOException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What the server makes of an object where the client is silent: whole specs. */
@ParameterizedClass
@EnumSource(Cluster.class)
class DefaultsContractIT {
    private static final ObjectMapper JSON = new ObjectMapper();

    @Parameter
    Cluster cluster;

    private Scene scene;

    @BeforeParameterizedClassInvocation
    static void isThere(Cluster cluster) {
        cluster.kubeconfig();
    }

    @BeforeEach
    void open() throws ApiException {
        scene = new Scene(cluster);
    }

    @Test
    void fillsAJobIn() throws IOException {
        var job = scene.raw.post(scene.jobs(""), """
            {"metadata": {"name": "a"}, "spec": {"template": {"metadata": {"labels": {"k": "v"}}, "spec": {"restartPolicy": "Never",
              "securityContext": {"runAsNonRoot": true},
              "volumes": [{"name": "s", "secret": {"secretName": "x"}}, {"name": "e", "emptyDir": {"sizeLimit": "1Gi"}}],
              "containers": [{"name": "c", "image": "example.org/x@sha256:0000000000000000000000000000000000000000000000000000000000000000",
                "env": [{"name": "N", "valueFrom": {"fieldRef": {"fieldPath": "metadata.name"}}}],
                "volumeMounts": [{"name": "s", "mountPath": "/s", "readOnly": true}],
                "resources": {"limits": {"cpu": "1", "memory": "1Gi"}}}]}}}}
            """).json();
        var uid = job.at("/metadata/uid").asText();

        assertThat(job.path("spec")).isEqualTo(json("""
            {"parallelism": 1, "completions": 1, "backoffLimit": 6, "completionMode": "NonIndexed", "manualSelector": false,
             "podReplacementPolicy": "TerminatingOrFailed", "suspend": false,
             "selector": {"matchLabels": {"batch.kubernetes.io/controller-uid": "UID"}},
             "template": {
               "metadata": {"labels": {"k": "v", "batch.kubernetes.io/controller-uid": "UID", "batch.kubernetes.io/job-name": "a", "controller-uid": "UID", "job-name": "a"}},
               "spec": {"restartPolicy": "Never", "dnsPolicy": "ClusterFirst", "schedulerName": "default-scheduler", "terminationGracePeriodSeconds": 30,
                 "securityContext": {"runAsNonRoot": true},
                 "volumes": [{"name": "s", "secret": {"secretName": "x", "defaultMode": 420}}, {"name": "e", "emptyDir": {"sizeLimit": "1Gi"}}],
                 "containers": [{"name": "c", "image": "example.org/x@sha256:0000000000000000000000000000000000000000000000000000000000000000",
                   "imagePullPolicy": "IfNotPresent", "terminationMessagePath": "/dev/termination-log", "terminationMessagePolicy": "File",
                   "env": [{"name": "N", "valueFrom": {"fieldRef": {"apiVersion": "v1", "fieldPath": "metadata.name"}}}],
                   "volumeMounts": [{"name": "s", "mountPath": "/s", "readOnly": true}],
                   "resources": {"limits": {"cpu": "1", "memory": "1Gi"}}}]}}}
            """.replace("UID", uid)));
        assertThat(job.at("/metadata/generation").asInt()).isEqualTo(1);
        assertThat(job.path("status")).isEmpty();
    }

    @Test
    void fillsAPodIn() throws IOException {
        scene.raw.post(
                scene.path("serviceaccounts"),
                "{\"metadata\": {\"name\": \"quiet\"}, \"automountServiceAccountToken\": false}");

        var pod = scene.raw.post(scene.path("pods"), """
            {"metadata": {"name": "p"}, "spec": {"serviceAccountName": "quiet", "nodeSelector": {"no": "where"},
              "containers": [{"name": "c", "image": "x", "ports": [{"containerPort": 80}], "resources": {"limits": {"cpu": "1", "memory": "1Gi"}}}]}}
            """).json();

        assertThat(pod.path("spec")).isEqualTo(json("""
            {"serviceAccountName": "quiet", "serviceAccount": "quiet", "nodeSelector": {"no": "where"}, "restartPolicy": "Always", "dnsPolicy": "ClusterFirst",
             "schedulerName": "default-scheduler", "terminationGracePeriodSeconds": 30, "securityContext": {}, "enableServiceLinks": true,
             "priority": 0, "preemptionPolicy": "PreemptLowerPriority",
             "tolerations": [
               {"key": "node.kubernetes.io/not-ready", "operator": "Exists", "effect": "NoExecute", "tolerationSeconds": 10},
               {"key": "node.kubernetes.io/unreachable", "operator": "Exists", "effect": "NoExecute", "tolerationSeconds": 10}],
             "containers": [{"name": "c", "image": "x", "imagePullPolicy": "Always", "terminationMessagePath": "/dev/termination-log",
               "terminationMessagePolicy": "File", "ports": [{"containerPort": 80, "protocol": "TCP"}],
               "resources": {"limits": {"cpu": "1", "memory": "1Gi"}, "requests": {"cpu": "1", "memory": "1Gi"}}}]}
            """));
        assertThat(pod.path("status")).isEqualTo(json("{\"phase\": \"Pending\", \"qosClass\": \"Guaranteed\"}"));
    }

    @Test
    void mountsAServiceAccountsTokenUnlessToldNotTo() {
        var pod = scene.raw.post(scene.path("pods"), """
            {"metadata": {"name": "p"}, "spec": {"nodeSelector": {"no": "where"}, "containers": [{"name": "c", "image": "x"}]}}""").json();

        assertThat(pod.at("/spec/serviceAccountName").asText()).isEqualTo("default");
        assertThat(pod.at("/spec/volumes/0/name").asText()).matches("kube-api-access-.{5}");
        assertThat(pod.at("/spec/containers/0/volumeMounts/0/mountPath").asText())
                .isEqualTo("/var/run/secrets/kubernetes.io/serviceaccount");
    }

    @Test
    void fillsANetworkPolicyIn() throws IOException {
        var policy = scene.raw
                .post("/apis/networking.k8s.io/v1/namespaces/" + scene.namespace + "/networkpolicies", """
            {"metadata": {"name": "p"}, "spec": {"podSelector": {"matchLabels": {"a": "b"}},
              "egress": [{"ports": [{"port": 443}], "to": [{"ipBlock": {"cidr": "203.0.113.10/32"}}]}]}}
            """)
                .json();

        assertThat(policy.path("spec")).isEqualTo(json("""
            {"podSelector": {"matchLabels": {"a": "b"}}, "policyTypes": ["Ingress", "Egress"],
             "egress": [{"ports": [{"protocol": "TCP", "port": 443}], "to": [{"ipBlock": {"cidr": "203.0.113.10/32"}}]}]}
            """));
    }

    @Test
    void fillsAServiceIn() throws IOException {
        var service = scene.raw
                .post(
                        scene.path("services"),
                        "{\"metadata\": {\"name\": \"s\"}, \"spec\": {\"selector\": {\"a\": \"b\"}, \"ports\": [{\"port\": 80}]}}")
                .json();
        var spec = (ObjectNode) service.path("spec");
        var address = spec.remove("clusterIP").asText();
        spec.remove("clusterIPs");

        assertThat(address).startsWith("10.96.");
        assertThat(spec).isEqualTo(json("""
            {"selector": {"a": "b"}, "type": "ClusterIP", "sessionAffinity": "None", "internalTrafficPolicy": "Cluster", "ipFamilies": ["IPv4"],
             "ipFamilyPolicy": "SingleStack", "ports": [{"port": 80, "targetPort": 80, "protocol": "TCP"}]}
            """));
    }

    @Test
    void writesQuantitiesInTheirShortestForm() throws IOException {
        var pod = scene.raw.post(scene.path("pods"), """
            {"metadata": {"name": "p"}, "spec": {"nodeSelector": {"no": "where"}, "containers": [{"name": "c", "image": "x",
              "resources": {"requests": {"cpu": "1500m", "memory": "1024Mi", "ephemeral-storage": "1073741824"}, "limits": {"cpu": "2000m", "memory": "0.5Gi"}}}]}}
            """);
        var fixed = scene.raw.post(scene.path("pods"), """
            {"metadata": {"name": "p"}, "spec": {"nodeSelector": {"no": "where"}, "containers": [{"name": "c", "image": "x",
              "resources": {"requests": {"cpu": "1500m", "memory": "1024Mi", "ephemeral-storage": "1073741824"}, "limits": {"cpu": "2000m", "memory": "1.5Gi"}}}]}}
            """).json();

        assertThat(pod.json().at("/details/causes/0/message").asText())
                .isEqualTo("Invalid value: \"1Gi\": must be less than or equal to memory limit of 512Mi");
        assertThat(fixed.at("/spec/containers/0/resources")).isEqualTo(json("""
            {"limits": {"cpu": "2", "memory": "1536Mi"}, "requests": {"cpu": "1500m", "ephemeral-storage": "1073741824", "memory": "1Gi"}}"""));
    }

    @Test
    void makesARestrictedNamespaceRefuseACarelessPod() {
        var strict = scene.namespace + "-strict";
        scene.raw.post(
                "/api/v1/namespaces",
                "{\"metadata\": {\"name\": \"%s\", \"labels\": {\"pod-security.kubernetes.io/enforce\": \"restricted\"}}}"
                        .formatted(strict));

        Until.holds(
                "the namespace has its service account",
                () -> carelessPod(strict).text().contains("violates"));
        assertThat(carelessPod(strict).json().path("message").asText())
                .isEqualTo(
                        "pods \"careless\" is forbidden: violates PodSecurity \"restricted:latest\": allowPrivilegeEscalation != false (container \"c\" must set"
                                + " securityContext.allowPrivilegeEscalation=false), unrestricted capabilities (container \"c\" must set securityContext.capabilities.drop=[\"ALL\"]),"
                                + " runAsNonRoot != true (pod or container \"c\" must set securityContext.runAsNonRoot=true), seccompProfile (pod or container \"c\" must set"
                                + " securityContext.seccompProfile.type to \"RuntimeDefault\" or \"Localhost\")");
    }

    private Raw.Answer carelessPod(String namespace) {
        return scene.raw.post(
                "/api/v1/namespaces/" + namespace + "/pods",
                "{\"metadata\": {\"name\": \"careless\"}, \"spec\": {\"containers\": [{\"name\": \"c\", \"image\": \"x\"}]}}");
    }

    private static JsonNode json(String text) throws IOException {
        return JSON.readTree(text);
    }
}
