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

/**
 * Casts that lose data, constraints that conflict and consumers that a rule breaks are acknowledged one by one, by name and with a
 * reason; and nothing is acknowledged that nobody found. Concepts that differ are listed by people, and those that become one have to be.
 */
public final class CompatibilityReviewer implements StageCheck {
    static final String LOSSY_CAST = "compatibility-reviewer.lossy-cast";
    static final String CONSTRAINT = "compatibility-reviewer.constraint";
    static final String CONSUMER = "compatibility-reviewer.consumer";
    static final String CONCEPT = "compatibility-reviewer.concept";
    static final String NOT_FOUND = "compatibility-reviewer.acknowledged-for-nothing";

    private record Found(
            String kind, String code, String entity, String field, String consumer, ArtifactProblem problem) {
        boolean isAcknowledgedBy(ArtifactEntry word) {
            return word.text("finding").equals(kind)
                    && word.text("entity").equals(entity)
                    && word.text("field").equals(field)
                    && word.text("consumer").equals(consumer);
        }
    }

    @Override
    public Stage stage() {
        return Stage.MAPPING;
    }

    @Override
    public Set<String> codes() {
        return Set.of(LOSSY_CAST, CONSTRAINT, CONSUMER, CONCEPT, NOT_FOUND);
    }

    @Override
    public Set<StageArtifact> needs() {
        return Set.of(StageArtifact.INVENTORY, StageArtifact.MAPPING);
    }

    @Override
    public List<ArtifactProblem> check(StageCase theCase) {
        var mapping = theCase.entry(StageArtifact.MAPPING);
        var found = found(new Inventory(theCase.entry(StageArtifact.INVENTORY)), mapping);
        var words = mapping.list("acknowledged");
        var problems = new ArrayList<ArtifactProblem>();
        joined(mapping, problems);
        found.stream()
                .filter(finding -> words.stream().noneMatch(finding::isAcknowledgedBy))
                .forEach(finding -> problems.add(finding.problem()));
        words.stream()
                .filter(word -> found.stream().noneMatch(finding -> finding.isAcknowledgedBy(word)))
                .forEach(word -> problems.add(word.problem(
                        NOT_FOUND,
                        "there is no such finding: " + word.text("finding") + " at " + word.text("entity"),
                        "a finding of this mapping",
                        "remove it, or correct the entity, field and consumer")));
        return problems;
    }

    /** What were two things becomes one: whether they mean the same, people have to say. */
    private static void joined(ArtifactEntry mapping, List<ArtifactProblem> problems) {
        var targets = mapping.list("entities").stream()
                .collect(Collectors.groupingBy(map -> map.text("target"), Collectors.counting()));
        for (var map : mapping.list("entities")) {
            var source = map.text("source");
            var target = map.text("target");
            var isTold = mapping.list("concepts").stream()
                    .anyMatch(concept -> concept.text("source").equals(source)
                            && concept.text("target").equals(target));
            if (targets.getOrDefault(target, 0L) > 1 && !isTold) {
                problems.add(map.at("target")
                        .problem(
                                CONCEPT,
                                "'" + source + "' becomes '" + target + "', and so does something else",
                                "an entry in concepts that says how they differ and what is done about it",
                                "add to concepts: {source: " + source + ", target: " + target
                                        + ", difference: …, resolution: …}"));
            }
        }
    }

    private static List<Found> found(Inventory inventory, ArtifactEntry mapping) {
        var found = new ArrayList<Found>();
        for (var map : mapping.list("entities")) {
            inventory.entity(map.text("source")).ifPresent(entity -> {
                map.list("fields").forEach(rule -> found(entity, rule, found));
                consumers(inventory, entity, map.list("fields"), found);
            });
        }
        return found;
    }

    private static void found(Inventory.Entity entity, ArtifactEntry rule, List<Found> found) {
        var fields = SchemaMapper.sources(rule).stream()
                .flatMap(name -> entity.field(name).stream())
                .toList();
        var mayRepeat = rule.is("to-unique", true) && fields.stream().noneMatch(field -> field.is("unique", true));
        for (var field : fields) {
            var name = field.text("name");
            var type = field.text("type");
            if (rule.text("rule").equals("cast") && LossyCasts.loses(type, rule.text("to-type"))) {
                found.add(finding(
                        "lossy-cast",
                        LOSSY_CAST,
                        entity,
                        rule,
                        name,
                        "",
                        "a cast from " + type + " to " + rule.text("to-type") + " can lose data"));
            }
            var mayBeEmpty = !field.is("nullable", false) && rule.is("to-nullable", false);
            if (mayBeEmpty || mayRepeat) {
                found.add(finding(
                        "constraint",
                        CONSTRAINT,
                        entity,
                        rule,
                        name,
                        "",
                        "'" + name + "' may " + (mayBeEmpty ? "be empty" : "repeat")
                                + " at the source but must not at the target"));
            }
        }
    }

    /** A field that is there as before breaks nobody, whatever else is made of it. */
    private static void consumers(
            Inventory inventory, Inventory.Entity entity, List<ArtifactEntry> rules, List<Found> found) {
        var kept = rules.stream()
                .filter(rule -> rule.text("rule").equals("rename")
                        && rule.text("source").equals(rule.text("target")))
                .map(rule -> rule.text("source"))
                .collect(Collectors.toSet());
        var told = new HashSet<>(kept);
        for (var rule : rules) {
            SchemaMapper.sources(rule).stream()
                    .filter(name -> entity.field(name).isPresent() && told.add(name))
                    .forEach(name -> inventory
                            .consumers(entity.item())
                            .forEach(consumer -> found.add(finding(
                                    "consumer",
                                    CONSUMER,
                                    entity,
                                    rule,
                                    name,
                                    consumer.text("name"),
                                    "'" + consumer.text("name") + "' depends on '"
                                            + entity.item().text("name") + "', of which '" + name + "' changes"))));
        }
    }

    private static Found finding(
            String kind,
            String code,
            Inventory.Entity entity,
            ArtifactEntry rule,
            String field,
            String consumer,
            String what) {
        var word = "{finding: " + kind + ", entity: " + entity.name() + ", field: " + field
                + (consumer.isEmpty() ? "" : ", consumer: " + consumer) + ", by: …, because: …}";
        return new Found(
                kind,
                code,
                entity.name(),
                field,
                consumer,
                rule.problem(
                        code,
                        what,
                        "a mapping without it, or an acknowledgement",
                        "change the rule, or add to acknowledged: " + word));
    }
}
