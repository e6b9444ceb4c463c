package io.movein.standin.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.gson.reflect.TypeToken;
import io.kubernetes.client.openapi.models.V1ConfigMap;
import io.kubernetes.client.util.Watch;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** What a watch tells, from where on, and how it ends. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class WatchContractIT extends Contract {
    @Test
    void tellsEveryChangeAfterAVersionInOrder() {
        var version = version();
        create("a", "x");
        label("a", "y");
        var removal = delete("a");

        var told = watchToTheEnd("resourceVersion=" + version);

        assertThat(types(told)).containsExactly("ADDED a x", "MODIFIED a y", "DELETED a y");
        assertThat(versions(told)).isSorted().doesNotHaveDuplicates();
        assertThat(removal).isEqualTo(200);
    }

    @Test
    void tellsWhatEntersAndLeavesTheSelection() {
        var version = version();
        create("a", "x");
        label("a", "y");
        label("a", "x");
        delete("a");

        var told = watchToTheEnd("labelSelector=kind%3Dx&resourceVersion=" + version);

        assertThat(types(told)).containsExactly("ADDED a x", "DELETED a x", "ADDED a x", "DELETED a x");
        assertThat(versions(told)).isSorted().doesNotHaveDuplicates();
    }

    @Test
    void tellsOfOneNameOnly() {
        var version = version();
        create("a", "x");
        create("b", "x");

        var told = watch("timeoutSeconds=1&fieldSelector=metadata.name%3Db&resourceVersion=" + version);

        assertThat(types(told)).containsExactly("ADDED b x");
    }

    @Test
    void bookmarksBeforeItEndsSoThatTheNextOneGoesOnFromThere() throws InterruptedException {
        var version = version();
        var others = Thread.startVirtualThread(() -> IntStream.range(0, 12).forEach(i -> {
            create("other-" + i, "y");
            LockSupport.parkNanos(Duration.ofMillis(150).toNanos());
        }));

        var told = watch("timeoutSeconds=3&allowWatchBookmarks=true&labelSelector=kind%3Dx&resourceVersion=" + version);
        others.join();
        create("a", "x");
        var next = watchToTheEnd("labelSelector=kind%3Dx&resourceVersion="
                + told.getLast().at("/object/metadata/resourceVersion").asText());

        assertThat(told.stream().map(event -> event.path("type").asText()).distinct())
                .containsExactly("BOOKMARK");
        assertThat(told.getLast().at("/object/kind").asText()).isEqualTo("ConfigMap");
        assertThat(told.getLast().at("/object/metadata/resourceVersion").asLong())
                .isGreaterThan(Long.parseLong(version));
        assertThat(types(next)).containsExactly("ADDED a x");
    }

    @Test
    void tellsTheOfficialClientWhileItHappens() throws Exception {
        var call = scene.core
                .listNamespacedConfigMap(scene.namespace)
                .watch(true)
                .resourceVersion(version())
                .timeoutSeconds(10)
                .buildCall(null);
        var seen = new ArrayList<String>();

        try (var watch = Watch.<V1ConfigMap>createWatch(
                cluster.client(), call, new TypeToken<Watch.Response<V1ConfigMap>>() {}.getType())) {
            create("a", "x");
            seen.add(next(watch));
            label("a", "y");
            seen.add(next(watch));
            delete("a");
            seen.add(next(watch));
        }

        assertThat(seen).containsExactly("ADDED a", "MODIFIED a", "DELETED a");
    }

    /** The last, because of what it does to the real one. */
    @Test
    @Order(Integer.MAX_VALUE)
    void saysThatAnOldVersionIsGone() {
        var version = version();
        create("a", "x");
        cluster.forgetHistory();

        var told = watch("timeoutSeconds=2&resourceVersion=" + version);

        assertThat(told).hasSize(1);
        assertThat(told.getFirst().path("type").asText()).isEqualTo("ERROR");
        assertThat(told.getFirst().at("/object/code").asInt()).isEqualTo(410);
        assertThat(told.getFirst().at("/object/reason").asText()).isEqualTo("Expired");
        assertThat(told.getFirst().at("/object/message").asText())
                .matches("too old resource version: %s \\([0-9]+\\)".formatted(version));
    }

    private static String next(Watch<V1ConfigMap> watch) {
        var event = watch.next();
        return event.type + " " + event.object.getMetadata().getName();
    }

    private String version() {
        return scene.raw
                .get(scene.path("configmaps"))
                .json()
                .at("/metadata/resourceVersion")
                .asText();
    }

    private void create(String name, String kind) {
        scene.raw.post(
                scene.path("configmaps"),
                "{\"metadata\": {\"name\": \"%s\", \"labels\": {\"kind\": \"%s\"}}}".formatted(name, kind));
    }

    private void label(String name, String kind) {
        scene.raw.patch(
                scene.path("configmaps/" + name),
                "merge-patch",
                "{\"metadata\": {\"labels\": {\"kind\": \"%s\"}}}".formatted(kind));
    }

    private int delete(String name) {
        return scene.raw.delete(scene.path("configmaps/" + name), "{}").code();
    }

    /** The root certificate's ConfigMap, which every namespace gets some time, is none of these tests' business. */
    private List<ObjectNode> watch(String parameters) {
        return scene.raw.get(scene.path("configmaps?watch=1&" + parameters)).lines().stream()
                .filter(event -> !isAbout(event, "kube-root-ca.crt"))
                .toList();
    }

    /** Ends with an object made for that, so that what did not come until then does not come. */
    private List<ObjectNode> watchToTheEnd(String parameters) {
        create("the-end", "x");
        var told = scene.raw.linesUntil(
                scene.path("configmaps?watch=1&timeoutSeconds=10&" + parameters), event -> isAbout(event, "the-end"));
        return told.stream()
                .filter(event -> !isAbout(event, "the-end") && !isAbout(event, "kube-root-ca.crt"))
                .toList();
    }

    private static boolean isAbout(ObjectNode event, String name) {
        return event.at("/object/metadata/name").asText().equals(name);
    }

    private static List<String> types(List<ObjectNode> told) {
        return told.stream()
                .map(event -> "%s %s %s"
                        .formatted(
                                event.path("type").asText(),
                                event.at("/object/metadata/name").asText(),
                                event.at("/object/metadata/labels/kind").asText()))
                .toList();
    }

    private static List<Long> versions(List<ObjectNode> told) {
        return told.stream()
                .map(event -> event.at("/object/metadata/resourceVersion").asLong())
                .toList();
    }
}
