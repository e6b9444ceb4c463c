package io.movein.tier.configuration;

import io.movein.process.ConfigurationProblem;
import io.movein.process.SecretReference;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The tenant's documents in shared indices.
 *
 * @param indices   by their names at the source
 * @param slices    of an index that are read beside each other
 * @param page      documents of one page
 * @param keepAlive how long a point in time is kept for the next page, so also over a pause
 * @param every     after which what was written is brought again
 * @param maxLag    documents that the last look may have brought when the tenant is frozen
 * @param limit     that the rest may take then
 */
public record SearchPlan(
        Server source,
        Server target,
        Map<String, Index> indices,
        int slices,
        int page,
        Duration keepAlive,
        Duration every,
        long maxLag,
        Duration limit) {

    /** @param secrets headers that are secret */
    public record Server(URI url, Map<String, String> headers, Map<String, SecretReference> secrets) {}

    /** @param empty whether it is right that it has no document of the tenant */
    public record Index(
            @Nullable String to,
            Owner owner,
            @Nullable JsonNode filter,
            Changes changes,
            List<String> aliases,
            Map<String, String> settings,
            boolean empty) {

        public String name(String shared) {
            return to == null ? shared : to;
        }
    }

    public record Owner(String field, String value) {}

    /**
     * One of the three.
     *
     * @param field   that each write sets to something later
     * @param held    that nobody writes meanwhile
     * @param rebuilt a query of the tenant's database that gives its documents
     */
    public record Changes(
            @Nullable String field,
            @Nullable Boolean held,
            @Nullable String rebuilt) {}

    Stream<SecretReference> references() {
        return Stream.of(source, target).flatMap(server -> server.secrets().values().stream());
    }

    Stream<String> places() {
        return Stream.of(source, target).map(server -> server.url().toString());
    }

    void addTo(List<ConfigurationProblem> problems, boolean database) {
        indices.forEach((shared, index) -> {
            if (index.changes().rebuilt() != null && !database) {
                problems.add(ConfigurationProblem.of(
                        "search.indices.%s.changes.rebuilt".formatted(shared),
                        "a query, and no database that moves",
                        "postgresql, or field or held"));
            }
            if (source.url().equals(target.url()) && index.name(shared).equals(shared)) {
                problems.add(ConfigurationProblem.of(
                        "search.indices." + shared,
                        "on the same cluster by the same name",
                        "another name by to, or another cluster"));
            }
        });
    }
}
