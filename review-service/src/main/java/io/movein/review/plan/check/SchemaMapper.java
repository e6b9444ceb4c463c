package io.movein.review.plan.check;

import io.movein.contract.plan.StageArtifact;
import io.movein.model.ArtifactProblem;
import io.movein.model.Stage;
import io.movein.review.plan.artifact.ArtifactEntry;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Every field of every entity of the inventory has a rule, no rule is about something that there is not, and no two write the same field.
 * What has no rule gets lost, and so does what is written over.
 */
public final class SchemaMapper implements StageCheck {
    static final String UNMAPPED_ENTITY = "schema-mapper.unmapped-entity";
    static final String UNMAPPED_FIELD = "schema-mapper.unmapped-field";
    static final String UNKNOWN_ENTITY = "schema-mapper.unknown-entity";
    static final String UNKNOWN_FIELD = "schema-mapper.unknown-field";
    static final String MAPPED_TWICE = "schema-mapper.mapped-twice";
    static final String WRITTEN_TWICE = "schema-mapper.written-twice";

    @Override
    public Stage stage() {
        return Stage.MAPPING;
    }

    @Override
    public Set<String> codes() {
        return Set.of(UNMAPPED_ENTITY, UNMAPPED_FIELD, UNKNOWN_ENTITY, UNKNOWN_FIELD, MAPPED_TWICE, WRITTEN_TWICE);
    }

    @Override
    public Set<StageArtifact> needs() {
        return Set.of(StageArtifact.INVENTORY, StageArtifact.MAPPING);
    }

    @Override
    public List<ArtifactProblem> check(StageCase theCase) {
        var problems = new ArrayList<ArtifactProblem>();
        var inventory = new Inventory(theCase.entry(StageArtifact.INVENTORY));
        var mapping = theCase.entry(StageArtifact.MAPPING);
        var mapped = new HashSet<String>();
        for (var map : mapping.list("entities")) {
            var name = map.text("source");
            if (!mapped.add(name)) {
                problems.add(map.problem(MAPPED_TWICE, "'" + name + "' twice", "once", "join the two"));
            }
            written(map, problems);
            inventory
                    .entity(name)
                    .ifPresentOrElse(
                            entity -> fields(entity, map, problems),
                            () -> problems.add(map.at("source")
                                    .problem(
                                            UNKNOWN_ENTITY,
                                            "'" + name + "' is not in the inventory",
                                            "store/entity",
                                            "correct the name")));
        }
        inventory.entities().stream()
                .filter(entity -> !mapped.contains(entity.name()))
                .forEach(entity -> problems.add(mapping.at("entities")
                        .problem(
                                UNMAPPED_ENTITY,
                                "'" + entity.name() + "' is not mapped",
                                "a rule for each of its fields",
                                "add it; what does not move has the rule drop and a reason")));
        return problems;
    }

    /** The fields that a rule reads. */
    static List<String> sources(ArtifactEntry rule) {
        return Stream.concat(rule.optional("source").stream(), rule.texts("from-fields").stream())
                .distinct()
                .toList();
    }

    private static void written(ArtifactEntry map, List<ArtifactProblem> problems) {
        var written = new HashSet<String>();
        map.list("fields").stream()
                .filter(rule -> rule.has("target") && !written.add(rule.text("target")))
                .forEach(rule -> problems.add(rule.at("target")
                        .problem(
                                WRITTEN_TWICE,
                                "'" + rule.text("target") + "' of '" + map.text("target") + "' is written by two rules",
                                "one rule for each field of the target",
                                "join them by the rule derive, or give one of them another target")));
    }

    private static void fields(Inventory.Entity entity, ArtifactEntry map, List<ArtifactProblem> problems) {
        var rules = map.list("fields");
        rules.stream()
                .flatMap(rule -> Stream.concat(
                        rule.has("source") ? Stream.of(rule.at("source")) : Stream.empty(),
                        rule.list("from-fields").stream()))
                .filter(named -> entity.field(named.text()).isEmpty())
                .forEach(named -> problems.add(named.problem(
                        UNKNOWN_FIELD,
                        "'" + entity.name() + "' has no field '" + named.text() + "'",
                        "a field of the inventory",
                        "correct the name, or add the field to inventory.yaml by /reopen assessment")));
        var known = rules.stream().flatMap(rule -> sources(rule).stream()).collect(Collectors.toSet());
        entity.entity().list("fields").stream()
                .map(field -> field.text("name"))
                .filter(field -> !known.contains(field))
                .forEach(field -> problems.add(map.at("fields")
                        .problem(
                                UNMAPPED_FIELD,
                                "'" + field + "' of '" + entity.name() + "' has no rule",
                                "rename, cast, derive, default or drop, and a reason",
                                "add a rule")));
    }
}
