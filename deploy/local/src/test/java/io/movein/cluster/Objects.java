package io.movein.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** What an overlay comes to. */
record Objects(List<JsonNode> all) {

    static Objects overlay(String folder) {
        var yaml = Kubectl.kustomize(Kubectl.DEPLOY.resolve(folder));
        try (var documents = new YAMLMapper().readerFor(JsonNode.class).<JsonNode>readValues(yaml)) {
            return new Objects(documents.readAll());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Stream<JsonNode> of(String... kinds) {
        return all.stream().filter(it -> List.of(kinds).contains(it.path("kind").asText()));
    }

    JsonNode one(String kind, String name) {
        return of(kind).filter(it -> name(it).equals(name)).findFirst().orElseThrow();
    }

    static String name(JsonNode object) {
        return object.path("metadata").path("name").asText();
    }

    static JsonNode pod(JsonNode workload) {
        return workload.path("spec").path("template").path("spec");
    }

    static Stream<JsonNode> stream(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }
}
