package io.movein.storage.configuration;

import io.movein.process.ConfigurationProblem;
import io.movein.process.SecretReference;
import io.movein.process.configuration.FailureSettings;
import io.movein.process.configuration.PaceSettings;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The whole configuration; what each part is for stands in {@code storage-migration.schema.json}. */
public record StoragePlan(
        String reason,
        Operation operation,
        String target,
        Map<String, Binding> bindings,
        CatalogueSettings catalogue,
        Scope scope,
        String naming,
        Map<String, String> organisations,
        Transfer transfer,
        @Nullable EvidencePlace evidence,
        @Nullable DeleteSource deleteSource,
        PaceSettings pace,
        FailureSettings failures) {

    public Binding binding(String name) {
        return Optional.ofNullable(bindings.get(name))
                .orElseThrow(() -> new IllegalArgumentException("no binding is named '%s'".formatted(name)));
    }

    public List<SecretReference> secrets() {
        return Stream.concat(
                        bindings.values().stream().flatMap(binding -> binding.secrets().stream()),
                        catalogue.postgresql() == null
                                ? Stream.empty()
                                : Stream.of(
                                        catalogue.postgresql().user(),
                                        catalogue.postgresql().password()))
                .toList();
    }

    /** What the schema cannot say. */
    public List<ConfigurationProblem> problems() {
        var problems = new ArrayList<ConfigurationProblem>();
        names().forEach((where, name) -> {
            if (!bindings.containsKey(name)) {
                problems.add(ConfigurationProblem.of(
                        where, "'" + name + "'", "the name of one of the bindings " + bindings.keySet()));
            }
        });
        var active = bindings.entrySet().stream()
                .filter(binding -> binding.getValue().status() == Status.ACTIVE)
                .map(Map.Entry::getKey)
                .toList();
        if (!active.equals(List.of(target)) && !catalogue.knowsBindings()) {
            problems.add(ConfigurationProblem.of(
                    "bindings", "active: " + active, "exactly one active binding: the target '" + target + "'"));
        }
        if (scope.olderThan() != null
                && catalogue.postgresql() != null
                && catalogue.postgresql().columns().created() == null) {
            problems.add(ConfigurationProblem.of(
                    "scope.olderThan", "no column to compare with", "catalogue.postgresql.columns.created"));
        }
        problems.addAll(samePlaces());
        problems.addAll(Naming.problems(naming));
        return problems;
    }

    private Map<String, String> names() {
        var names = new java.util.LinkedHashMap<String, String>();
        names.put("target", target);
        if (catalogue.listing() != null) {
            names.put("catalogue.listing.binding", catalogue.listing().binding());
        }
        if (evidence != null) {
            names.put("evidence.binding", evidence.binding());
        }
        for (var binding : Optional.ofNullable(scope.bindings()).orElse(List.of())) {
            names.put("scope.bindings (" + binding + ")", binding);
        }
        return names;
    }

    private List<ConfigurationProblem> samePlaces() {
        Set<List<String>> seen = new HashSet<>();
        return bindings.entrySet().stream()
                .filter(binding -> !seen.add(binding.getValue().where()))
                .map(binding -> ConfigurationProblem.of(
                        "bindings." + binding.getKey(),
                        "the same endpoint, bucket and prefix as another binding",
                        "each place under one name"))
                .toList();
    }
}
