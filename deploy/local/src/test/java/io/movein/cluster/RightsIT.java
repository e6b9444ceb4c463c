package io.movein.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.movein.testkit.RealControlPlane;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.condition.EnabledIf;

/** Nobody may do what they need not: roles and admission rules as they are shipped, on a real API server. */
@Tag("real-cluster")
@EnabledIf(value = "io.movein.testkit.RealControlPlane#isAvailable", disabledReason = RealControlPlane.MISSING)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RightsIT {
    private static final String TENANT = "media-library";
    private static final String RUNNER = Rights.user("runner");

    private RealControlPlane cluster;
    private Kubectl kubectl;

    @BeforeAll
    void installs() throws Exception {
        cluster = RealControlPlane.start();
        kubectl = new Kubectl(cluster.kubeconfig());
        kubectl.with(Kubectl.kustomize(Kubectl.DEPLOY.resolve("overlays/trial")), "apply", "--server-side", "-f", "-");
        kubectl.with(Kubectl.kustomize(Kubectl.DEPLOY.resolve("tenant")), "apply", "--server-side", "-f", "-");
        kubectl.run("create", "namespace", "elsewhere");
        for (var namespace : Set.of(TENANT, "elsewhere")) {
            kubectl.run("-n", namespace, "create", "rolebinding", "owner", "--clusterrole=admin", "--user=owner");
        }
        // more than it should have: the admission rules have to hold without the roles
        kubectl.run(
                "-n",
                "elsewhere",
                "create",
                "rolebinding",
                "too-much",
                "--clusterrole=admin",
                "--serviceaccount=movein:runner");
        kubectl.run(
                "-n",
                TENANT,
                "create",
                "rolebinding",
                "too-much",
                "--clusterrole=admin",
                "--serviceaccount=movein:runner");
        awaitRules();
    }

    @AfterAll
    void stops() {
        cluster.close();
    }

    /** The API server takes a moment to heed a new policy. */
    private void awaitRules() throws InterruptedException {
        while (attempt(RUNNER, TENANT, job("probe", Map.of()), "--dry-run=server")
                                .exit()
                        == 0
                || attempt("owner", TENANT, job("probe", Map.of("movein.io/run", "1")), "--dry-run=server")
                                .exit()
                        == 0) {
            Thread.sleep(100);
        }
    }

    @Test
    void everyAccountHasExactlyTheRightsThatAreWrittenDown() {
        kubectl.run("create", "namespace", "tenant-2");
        kubectl.run("label", "namespace", "tenant-2", "movein.io/onboarding-issue=13");
        for (var role : Set.of("review", "runner")) {
            kubectl.run(
                    "-n",
                    "tenant-2",
                    "create",
                    "rolebinding",
                    role,
                    "--clusterrole=movein-" + role + "-in-tenant",
                    "--serviceaccount=movein:" + role);
        }

        assertThat(rightsIn("kube-system")).isEqualTo(ExpectedRights.EVERYWHERE);
        assertThat(rightsIn("movein")).isEqualTo(ExpectedRights.EVERYWHERE);
        assertThat(rightsIn("tenant-2")).isEqualTo(ExpectedRights.IN_A_TENANT);
    }

    private Map<String, Set<String>> rightsIn(String namespace) {
        return ExpectedRights.EVERYWHERE.keySet().stream()
                .collect(Collectors.toMap(Function.identity(), account -> Rights.of(kubectl, account, namespace)));
    }

    @Test
    void theRunnerWritesOnlyWhatCarriesMoveinsLabelInATenantsNamespace() {
        var labelled = Map.of("app.kubernetes.io/managed-by", "movein", "movein.io/run", "1");

        assertThat(attempt(RUNNER, TENANT, job("movein-1-run-1", labelled)).err())
                .isEmpty();
        refused(attempt(RUNNER, TENANT, job("other", Map.of())), "Movein writes only what carries its label");
        refused(
                attempt(RUNNER, "elsewhere", job("movein-1-run-1", labelled)),
                "Movein writes in tenants' namespaces only");
        refused(attempt(RUNNER, TENANT, configMap("settings", labelled)), "of ConfigMaps Movein writes the ledger");
        refused(
                kubectl.attempt("", "--as", RUNNER, "-n", TENANT, "delete", "networkpolicy", "default-deny"),
                "Movein writes only what carries its label");
        refused(
                kubectl.attempt(
                        "",
                        "--as",
                        RUNNER,
                        "-n",
                        TENANT,
                        "label",
                        "service",
                        "media-storage",
                        "app.kubernetes.io/managed-by=movein"),
                "Movein writes only what carries its label");
        // nor can it, with its own role
        refused(
                kubectl.attempt("", "--as", RUNNER, "-n", "kube-system", "create", "job", "x", "--image=x"),
                "cannot create resource \"jobs\"");
        refused(kubectl.attempt("", "--as", RUNNER, "get", "secrets", "-A"), "cannot list resource \"secrets\"");
    }

    @Test
    void anOwnerChangesNothingThatIsMoveinsAndEverythingElse() {
        var ledger = Map.of("app.kubernetes.io/managed-by", "movein");
        assertThat(attempt(RUNNER, TENANT, configMap("movein-runs", ledger)).err())
                .isEmpty();
        assertThat(attempt(RUNNER, TENANT, job("movein-2-run-1", ledger)).err()).isEmpty();

        assertThat(attempt("owner", TENANT, job("their-own", Map.of())).err()).isEmpty();
        assertThat(attempt("owner", TENANT, configMap("their-own", Map.of("app.kubernetes.io/managed-by", "helm")))
                        .err())
                .isEmpty();
        assertThat(attempt("owner", "elsewhere", job("movein-1-run-1", ledger)).err())
                .isEmpty();
        for (var label : Map.of(
                        "app.kubernetes.io/managed-by", "movein", "movein.io/run", "1", "movein.io/migration", "x")
                .entrySet()) {
            refused(
                    attempt("owner", TENANT, pod("impostor", Map.of(label.getKey(), label.getValue()))),
                    "belongs to Movein");
            refused(
                    attempt("owner", TENANT, deployment("impostor", Map.of(label.getKey(), label.getValue()))),
                    "belongs to Movein");
        }
        refused(
                asOwner("patch", "configmap", "movein-runs", "-p", "{\"data\":{\"x\":\"y\"}}"),
                "configmaps media-library/movein-runs belongs to Movein");
        refused(asOwner("delete", "configmap", "movein-runs"), "belongs to Movein");
        refused(
                asOwner("patch", "configmap", "movein-secrets", "-p", "{\"data\":{\"admin\":\"\"}}"),
                "belongs to Movein");
        refused(asOwner("delete", "job", "movein-2-run-1"), "belongs to Movein");
        refused(asOwner("label", "job", "movein-2-run-1", "app.kubernetes.io/managed-by-"), "belongs to Movein");
        refused(asOwner("label", "job", "their-own", "app.kubernetes.io/managed-by=movein"), "belongs to Movein");
    }

    @Test
    void kubernetesItselfGoesOnWithWhatIsMoveins() throws InterruptedException {
        var labelled = Map.of("app.kubernetes.io/managed-by", "movein", "movein.io/run", "9");
        assertThat(attempt(RUNNER, TENANT, job("movein-9-run-1", labelled)).err())
                .isEmpty();

        awaits("its pod", () -> pods().contains("movein-9-run-1-"));
        kubectl.run(
                "--as",
                RUNNER,
                "-n",
                TENANT,
                "delete",
                "job",
                "movein-9-run-1",
                "--cascade=background",
                "--wait=false");
        awaits("no pod", () -> !pods().contains("movein-9-run-1-"));
    }

    private String pods() {
        return kubectl.run("-n", TENANT, "get", "pods", "-l", "movein.io/run=9", "-o", "name");
    }

    private static void awaits(String what, BooleanSupplier enough) throws InterruptedException {
        for (int i = 0; !enough.getAsBoolean(); i++) {
            assertThat(i).as(what).isLessThan(300);
            Thread.sleep(100);
        }
    }

    private Kubectl.Answer asOwner(String... arguments) {
        var all = new ArrayList<>(List.of("--as", "owner", "-n", TENANT));
        all.addAll(List.of(arguments));
        return kubectl.attempt("", all.toArray(String[]::new));
    }

    private Kubectl.Answer attempt(String user, String namespace, String object, String... more) {
        var all = new ArrayList<>(List.of("--as", user, "-n", namespace, "create", "-f", "-"));
        all.addAll(List.of(more));
        return kubectl.attempt(object, all.toArray(String[]::new));
    }

    private static void refused(Kubectl.Answer answer, String why) {
        assertThat(answer.err()).contains(why);
        assertThat(answer.exit()).isNotZero();
    }

    private static String configMap(String name, Map<String, String> labels) {
        return "{apiVersion: v1, kind: ConfigMap, metadata: {name: %s, labels: %s}}".formatted(name, flow(labels));
    }

    private static String job(String name, Map<String, String> labels) {
        return "{apiVersion: batch/v1, kind: Job, metadata: {name: %s, labels: %s}, spec: {template: {metadata: {labels: %2$s}, spec: %s}}}"
                .formatted(name, flow(labels), podSpec("Never"));
    }

    private static String pod(String name, Map<String, String> labels) {
        return "{apiVersion: v1, kind: Pod, metadata: {name: %s, labels: %s}, spec: %s}"
                .formatted(name, flow(labels), podSpec("Always"));
    }

    private static String deployment(String name, Map<String, String> labels) {
        var all = new TreeMap<>(labels);
        all.put("app", name);
        return "{apiVersion: apps/v1, kind: Deployment, metadata: {name: %s}, spec: {selector: {matchLabels: {app: %1$s}}, template: {metadata: {labels: %s}, spec: %s}}}"
                .formatted(name, flow(all), podSpec("Always"));
    }

    private static String podSpec(String restart) {
        return """
                {restartPolicy: %s, securityContext: {runAsNonRoot: true, seccompProfile: {type: RuntimeDefault}}, containers: [{name: x, image: x,\
                 securityContext: {allowPrivilegeEscalation: false, capabilities: {drop: [ALL]}}}]}""".formatted(restart);
    }

    private static String flow(Map<String, String> labels) {
        return labels.entrySet().stream()
                .map(label -> label.getKey() + ": \"" + label.getValue() + "\"")
                .collect(Collectors.joining(", ", "{", "}"));
    }
}
