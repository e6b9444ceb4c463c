package io.movein.runner;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** What the runner's account asked a real API server for. */
final class AuditLines {
    private static final ObjectMapper JSON = new ObjectMapper();

    private AuditLines() {}

    /** {@code verb resource} of what it got. */
    static Set<String> used(Path cluster) {
        try (var lines = Files.lines(cluster.resolve("logs/audit.log"))) {
            return lines.filter(line -> line.contains("system:serviceaccount:movein:runner"))
                    .map(AuditLines::entry)
                    .filter(entry -> entry.at("/responseStatus/code").asInt() < 300)
                    .map(entry -> entry.path("verb").asText() + " "
                            + entry.at("/objectRef/resource").asText())
                    .collect(Collectors.toCollection(TreeSet::new));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** By namespace, how many objects of the kind it was told to have created; of an answer that was lost there is none. */
    static Map<String, Long> created(Path cluster, String resource) {
        try (var lines = Files.lines(cluster.resolve("logs/audit.log"))) {
            return lines.filter(line -> line.contains("system:serviceaccount:movein:runner"))
                    .map(AuditLines::entry)
                    .filter(entry -> entry.path("verb").asText().equals("create")
                            && entry.at("/objectRef/resource").asText().equals(resource)
                            && entry.at("/responseStatus/code").asInt() == 201)
                    .collect(Collectors.groupingBy(
                            entry -> entry.at("/objectRef/namespace").asText(), Collectors.counting()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static JsonNode entry(String line) {
        try {
            return JSON.readTree(line);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
