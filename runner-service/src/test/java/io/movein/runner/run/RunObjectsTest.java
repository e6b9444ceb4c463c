package io.movein.runner.run;

import static io.movein.runner.Samples.RUN;
import static io.movein.runner.Samples.TRACE;
import static io.movein.runner.Samples.aFullSpec;
import static io.movein.runner.Samples.aSpec;
import static io.movein.runner.Samples.spec;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.kubernetes.client.common.KubernetesObject;
import io.kubernetes.client.custom.IntOrString;
import io.kubernetes.client.openapi.JSON;
import io.kubernetes.client.openapi.models.V1Job;
import io.kubernetes.client.openapi.models.V1NetworkPolicy;
import io.movein.model.EgressRule;
import io.movein.model.RunSpec;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.Yaml;

/** What stands in the YAML files beside this test is what the runner creates, whole. */
class RunObjectsTest {
    private static final Destination LIBRARY =
            new Destination("library", Map.of("app", "library"), new IntOrString("s3"), "TCP", true);

    @Test
    void isAJobAnAccountAndAPolicyAtTheLeast() throws IOException {
        var objects = objects(aSpec(), RunSettings.defaults(), List.of());

        assertThat(yaml(objects)).isEqualTo(expected("a-plain-run.yaml"));
    }

    @Test
    void hasEverythingThatWasDeclared() throws IOException {
        var settings = new RunSettings(
                Duration.ofSeconds(30), null, "fast", Map.of("movein.io/pool", "migrations"), List.of("registry"));

        var objects = objects(aFullSpec(), settings, List.of(LIBRARY));

        assertThat(yaml(objects)).isEqualTo(expected("a-full-run.yaml"));
    }

    @Test
    void takesScratchFromAStorageClassWhereOneIsConfigured() throws IOException {
        var settings = new RunSettings(Duration.ofMinutes(2), "bulk", null, Map.of(), List.of());

        var objects = objects(aSpec(), settings, List.of());

        assertThat(yaml(objects)).isEqualTo(expected("a-run-with-claimed-scratch.yaml"));
    }

    @Test
    void letsTheRunOutToNamesWhereTheClusterKnowsThemAndToAddressesWhereTheyWereDeclared() throws IOException {
        var spec = spec().setEgress(List.of(
                        new EgressRule("old-host.example.org", 443, List.of("203.0.113.10")),
                        new EgressRule("203.0.113.77", 22, List.of("203.0.113.77"))))
                .build();

        var objects = new RunObjects(RUN, spec, RunSettings.defaults())
                .beforeTheJob(List.of(), true).stream()
                        .filter(it -> it instanceof V1NetworkPolicy || it instanceof V2CiliumNetworkPolicy)
                        .toList();

        assertThat(yaml(objects)).isEqualTo(expected("policies-by-name.yaml"));
    }

    @Test
    void leavesPodsOpenThatNoPolicyOfTheTenantClosed() {
        var open = new Destination("library", Map.of("app", "library"), new IntOrString(9000), "TCP", false);

        var policies = new RunObjects(RUN, aFullSpec(), RunSettings.defaults())
                .beforeTheJob(List.of(open), false).stream()
                        .filter(V1NetworkPolicy.class::isInstance)
                        .map(it -> it.getMetadata().getName());

        assertThat(policies).containsExactly("movein-17-run-1");
    }

    @Test
    void isSuspendedUntilItIsResumed() {
        var job = new RunObjects(RUN, aSpec(), RunSettings.defaults()).job(TRACE);

        var held = Jobs.isHeld(job) && job.getSpec().getSuspend();
        var resume = RunObjects.resume(job);

        assertThat(held).isTrue();
        assertThat(Jobs.isHeld(resume) || resume.getSpec().getSuspend()).isFalse();
    }

    private static List<KubernetesObject> objects(RunSpec spec, RunSettings settings, List<Destination> destinations) {
        var run = new RunObjects(RUN, spec, settings);
        var objects = new ArrayList<>(run.beforeTheJob(destinations, false));
        V1Job job = run.job(TRACE);
        objects.add(job);
        return objects;
    }

    /** By JSON: the client's own YAML writer takes seconds to look at its classes. */
    private static String yaml(List<KubernetesObject> objects) throws IOException {
        var style = new DumperOptions();
        style.setDefaultFlowStyle(DumperOptions.FlowStyle.BLOCK);
        var plain = new ArrayList<>();
        for (var object : objects) {
            plain.add(withoutEmpties(new ObjectMapper().readValue(JSON.serialize(object), Map.class)));
        }
        return new Yaml(style).dumpAll(plain.iterator());
    }

    /** The client writes a list or map that was never set as an empty one. */
    private static Object withoutEmpties(Object value) {
        return switch (value) {
            case Map<?, ?> map ->
                map.entrySet().stream()
                        .filter(e -> !isEmpty(e.getValue()))
                        .collect(Collectors.toMap(
                                Map.Entry::getKey,
                                e -> withoutEmpties(e.getValue()),
                                (first, _) -> first,
                                LinkedHashMap::new));
            case List<?> list ->
                list.stream().map(RunObjectsTest::withoutEmpties).toList();
            default -> value;
        };
    }

    private static boolean isEmpty(Object value) {
        return value instanceof Map<?, ?> map && map.isEmpty() || value instanceof List<?> list && list.isEmpty();
    }

    private static String expected(String file) throws IOException {
        try (var in = RunObjectsTest.class.getResourceAsStream(file)) {
            return in == null ? "" : new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
