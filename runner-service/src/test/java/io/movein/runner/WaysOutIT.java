package io.movein.runner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.movein.model.EgressRule;
import io.movein.model.FailureKind;
import io.movein.model.StorageInterface;
import io.movein.report.RunFinished;
import io.movein.runner.run.PendingTimeouts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * A run on a real node tries every way out, in tenants with and without policies of their own. Each way is known to lead somewhere: a pod
 * that no policy holds gets through all of them. Over IPv6 it is tried where the node's pods have it and its policies hold it; what
 * Movein's policies say about it stands in {@code RunObjectsTest}.
 */
@Tag("real-cluster")
class WaysOutIT {
    private static final String DECLARED = "203.0.113.10";
    private static final String METADATA = "169.254.169.254";
    private static final String NODE = "10.85.0.1";
    private static final String LISTENING =
            "while :; do nc -ll -p 8080 -e /bin/true; done & nc -ll -p 9000 -e /bin/true";

    /** What is the tenant's own: in the test of a tenant that lets others in they are seen to be open. */
    private static final List<String> OWN =
            List.of("declared-interface", "declared-interface-other-port", "own-tenants-other-pod");

    private static final String DEFAULT_DENY = """
            apiVersion: networking.k8s.io/v1
            kind: NetworkPolicy
            metadata: {name: default-deny}
            spec: {podSelector: {}, policyTypes: [Ingress, Egress]}
            """;

    private static final List<Process> SERVERS = new ArrayList<>();
    private static Rig rig;
    private static Tried open;
    private static Tried closed;

    @BeforeAll
    static void begins() throws Exception {
        var cluster = RealNode.cluster();
        rig = Rig.onARealNode(RealNode.runner(), PendingTimeouts.defaults());
        cluster.run("inside", "ip", "addr", "add", METADATA + "/32", "dev", "lo");
        listen("inside", "tcp:" + METADATA + ":80");
        listen(
                "outside",
                "tcp:" + DECLARED + ":8080",
                "tcp:" + DECLARED + ":9999",
                "udp:" + DECLARED + ":8080",
                "tcp:203.0.113.11:8080",
                "udp:203.0.113.12:53",
                "tcp:203.0.113.12:53");
        RealNode.kubectl("create", "namespace", "neighbours");
        pod("neighbours", "neighbour", LISTENING);
        RealNode.kubectl("-n", "neighbours", "expose", "pod", "neighbour", "--port=8080");
        open = tries("");
        closed = tries(DEFAULT_DENY);
    }

    @AfterAll
    static void ends() {
        SERVERS.forEach(Process::destroy);
        if (rig != null) {
            rig.close();
            RealNode.cluster().run("inside", "ip", "addr", "del", METADATA + "/32", "dev", "lo");
        }
    }

    @Test
    void leadNowhereFromATenantWithoutPolicies() {
        isOnlyLetOutWhereItDeclared(open, true);
    }

    @Test
    void leadNowhereFromATenantThatDeniesEverything() {
        isOnlyLetOutWhereItDeclared(closed, false);
    }

    @Test
    void areNotEvenTriedFromATenantThatAllowsEverything() throws Exception {
        var tenant = new RunOnARealNode(rig, "true");
        apply(tenant.namespace(), """
                apiVersion: networking.k8s.io/v1
                kind: NetworkPolicy
                metadata: {name: allow-all}
                spec: {podSelector: {}, policyTypes: [Ingress, Egress], ingress: [{}], egress: [{}]}
                """);

        tenant.begin(it -> it);
        var result = rig.awaits(RunFinished.class, tenant.run).getResult();

        assertThat(result.getFailure()).isEqualTo(FailureKind.NOT_LAUNCHED);
        assertThat(result.getDetail())
                .contains(
                        "network policy allow-all lets the run connect to more than was declared",
                        "network policy allow-all lets others connect to the run");
    }

    @Test
    void leadNowhereOverIpv6WhereTheNodeHasIt() throws Exception {
        var neighbour = overIpv6("neighbour");
        assumeTrue(!neighbour.isEmpty(), "no IPv6: the node's pods have none");
        var way = new Ways().tcp("other-tenants-pod", neighbour, 8080);
        var run = new RunOnARealNode(rig, way.script(2));
        var namespace = run.namespace();
        pod(namespace, "free", way.script(2) + "sleep 1000");
        assumeTrue(
                toldBy(namespace, "pod/free", way).equals(way.all(true)),
                "no IPv6: pods of the node do not talk by it");
        RealNode.kubectl("create", "namespace", "denied");
        apply("denied", DEFAULT_DENY);
        pod("denied", "denied", way.script(2) + "sleep 1000");
        assumeTrue(
                toldBy("denied", "pod/denied", way).equals(way.all(false)),
                "no IPv6: a policy that denies everything leaves it open on this node");

        run.begin(it -> it);
        rig.awaits(RunFinished.class, run.run, Duration.ofSeconds(60));

        assertThat(toldBy(namespace, "job/" + run.run.name(), way)).isEqualTo(way.all(false));
    }

    /** An address that is not the loopback's, with the zone that a link-local one needs. */
    private static String overIpv6(String pod) {
        return RealNode.kubectl("-n", "neighbours", "exec", pod, "--", "cat", "/proc/net/if_inet6")
                .lines()
                .map(line -> line.split("\\s+"))
                .filter(words -> words.length == 6 && !words[5].equals("lo"))
                .map(words ->
                        words[0].replaceAll("(.{4})(?=.)", "$1:") + (words[0].startsWith("fe80") ? "%" + words[5] : ""))
                .findFirst()
                .orElse("");
    }

    private static Map<String, Boolean> toldBy(String namespace, String whom, Ways ways) {
        return Until.present(
                "all ways tried by " + whom,
                Duration.ofSeconds(60),
                () -> Optional.of(Ways.told(RealNode.kubectl("-n", namespace, "logs", whom)))
                        .filter(told -> told.size() == ways.all(true).size()));
    }

    /** @param visited whether a pod of another tenant could connect to it */
    private record Tried(RunOnARealNode run, Ways ways, boolean visited) {}

    /** A run that tries everything, and in another tenant a pod that no policy holds and that does the same. */
    private static Tried tries(String policies) throws Exception {
        var run = new RunOnARealNode(rig, "true");
        var namespace = run.namespace();
        if (!policies.isEmpty()) {
            apply(namespace, policies);
        }
        pod(namespace, "storage", LISTENING);
        pod(namespace, "sibling", LISTENING);
        RealNode.kubectl("-n", namespace, "expose", "pod", "storage", "--port=9000");
        var ways = ways(namespace);
        pod("neighbours", "free-" + namespace, ways.script(4) + "sleep 1000");
        run.script("nc -ll -p 7777 -e /bin/true & " + ways.script(2) + "sleep 3");

        run.begin(it -> it.setEgress(List.of(new EgressRule(DECLARED, 8080, List.of(DECLARED))))
                .setDestinations(List.of(new StorageInterface("storage", 9000))));
        run.awaitsStart();
        return new Tried(run, ways, visit(podAddress(namespace, "job-name=" + run.run.name()), 7777));
    }

    /** The pod of the other tenant gets through everywhere; into the run's own tenant where that lets anybody in. */
    private static void isOnlyLetOutWhereItDeclared(Tried tried, boolean letsIn) {
        rig.awaits(RunFinished.class, tried.run().run, Duration.ofSeconds(60));
        var declared = tried.ways().all(false);
        declared.putAll(Map.of("declared-host", true, "declared-interface", true, "cluster-dns", true));
        var everything = tried.ways().all(true);
        if (!letsIn) {
            OWN.forEach(way -> everything.put(way, false));
        }

        assertThat(Ways.told(
                        tried.run().kubectl("logs", "job/" + tried.run().run.name())))
                .isEqualTo(declared);
        assertThat(toldBy("neighbours", "pod/free-" + tried.run().namespace(), tried.ways()))
                .isEqualTo(everything);
        assertThat(tried.visited()).as("somebody may connect to the run").isFalse();
        assertThat(visit(podAddress("neighbours", "app=neighbour"), 9000))
                .as("the way of trying that")
                .isTrue();
    }

    private static Ways ways(String namespace) {
        var api = RealNode.kubectl(
                        "get",
                        "endpointslices",
                        "-n",
                        "default",
                        "kubernetes",
                        "-o=jsonpath={.endpoints[0].addresses[0]} {.ports[0].port}")
                .split(" ");
        return new Ways()
                .tcp("declared-host", DECLARED, 8080)
                .tcp("declared-interface", "storage." + namespace, 9000)
                .dns("cluster-dns", "kubernetes.default.svc.cluster.local", "")
                .tcp("declared-host-other-port", DECLARED, 9999)
                .tcp("other-host-declared-port", "203.0.113.11", 8080)
                .dns("other-dns", "outside.example", "203.0.113.12")
                .tcp("other-dns-by-tcp", "203.0.113.12", 53)
                .tcp("api-server-service", "kubernetes.default", 443)
                .tcp("api-server-itself", api[0], api[1])
                .tcp("kubelet", NODE, 10250)
                .tcp("metadata", METADATA, 80)
                .tcp("other-tenants-pod", podAddress("neighbours", "app=neighbour"), 8080)
                .tcp("other-tenants-service", "neighbour.neighbours", 8080)
                .tcp("own-tenants-other-pod", podAddress(namespace, "app=sibling"), 8080)
                .tcp("declared-interface-other-port", podAddress(namespace, "app=storage"), 8080);
    }

    private static boolean visit(String address, int port) {
        return RealNode.kubectl(
                        "-n",
                        "neighbours",
                        "exec",
                        "neighbour",
                        "--",
                        "sh",
                        "-c",
                        "nc -w 2 " + address + " " + port + " -e /bin/true && echo open || echo shut")
                .contains("open");
    }

    private static String podAddress(String namespace, String selector) {
        return RealNode.kubectl("-n", namespace, "get", "pods", "-l", selector, "-o=jsonpath={.items[0].status.podIP}");
    }

    private static void pod(String namespace, String name, String script) throws IOException {
        var lines = script.lines().map(line -> "          " + line + "\n").toList();
        apply(namespace, """
                apiVersion: v1
                kind: Pod
                metadata: {name: %s, labels: {app: %s}}
                spec:
                  terminationGracePeriodSeconds: 0
                  securityContext: {runAsNonRoot: true, seccompProfile: {type: RuntimeDefault}}
                  containers:
                    - name: it
                      image: %s
                      securityContext: {allowPrivilegeEscalation: false, capabilities: {drop: [ALL]}}
                      command:
                        - sh
                        - -c
                        - |
                """.formatted(name, name, RealNode.IMAGE) + String.join("", lines));
        RealNode.kubectl("-n", namespace, "wait", "--for=condition=Ready", "pod/" + name, "--timeout=60s");
    }

    private static void apply(String namespace, String yaml) throws IOException {
        var file = Files.writeString(Files.createTempFile("object", ".yaml"), yaml);
        RealNode.kubectl("-n", namespace, "apply", "-f", file.toString());
        Files.delete(file);
    }

    private static void listen(String where, String... ends) throws IOException {
        var command = new ArrayList<>(List.of(
                io.movein.testkit.RealControlPlane.program().orElseThrow().toString(),
                where,
                "--dir",
                RealNode.cluster().directory().toString(),
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "-Xmx32m",
                "-cp",
                Path.of("target/test-classes").toAbsolutePath().toString(),
                Listeners.class.getName()));
        command.addAll(List.of(ends));
        var server = new ProcessBuilder(command).redirectErrorStream(true).start();
        SERVERS.add(server);
        assertThat(server.inputReader().readLine()).isEqualTo("ready");
    }
}
