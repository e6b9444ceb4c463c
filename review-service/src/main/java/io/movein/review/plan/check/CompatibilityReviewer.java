package io.movein.review.plan.check;

import io.movein.contract.plan.StageArtifact;
import io.movein.model.ArtifactProblem;
import io.movein.model.Stage;
import io.movein.review.plan.artifact.ArtifactEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Casts that lose data, constraints that conflict and consumers that a rule breaks are acknowledged one by one, by name and with a
 * reason; and nothing is acknowledged that nobody found. Concepts that differ are listed by people.
 */
public final class CompatibilityReviewer implements StageCheck {
    static final String LOSSY_CAST = "compatibility-reviewer.lossy-cast";
    static final String CONSTRAINT = "compatibility-reviewer.constraint";
    static final String CONSUMER = "compatibility-reviewer.consumer";
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
        return Set.of(LOSSY_CAST, CONSTRAINT, CONSUMER, NOT_FOUND);
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
        found.stream()
                .filter(finding -> words.stream().noneMatch(finding::isAcknowledgedBy))
                .forEach(finding -> problems.add(finding.problem()));
        words.stream()
                .filter(word -> found.stream().noneMatch(finding -> finding.isAcknowledgedBy(word)))
                .forEach(word -> problems.add(word.problem(
                        NOT_FOUND,
                        "there is no such finding: " + word.text("finding") + " at " + word.text("entity"),
                        "a finding of this mapping",
                        "take it away, or correct entity, field and consumer")));
        return problems;
    }

    private static List<Found> found(Inventory inventory, ArtifactEntry mapping) {
        var found = new ArrayList<Found>();
        for (var map : mapping.list("entities")) {
            inventory
                    .entity(map.text("source"))
                    .ifPresent(entity -> map.list("fields").forEach(rule -> found(inventory, entity, rule, found)));
        }
        return found;
    }

    private static void found(Inventory inventory, Inventory.Entity entity, ArtifactEntry rule, List<Found> found) {
        var name = rule.text("source");
        var field = entity.field(name);
        if (field.isEmpty()) {
            return; // the mapper says so
        }
        var type = field.get().text("type");
        if (rule.text("rule").equals("cast") && LossyCasts.loses(type, rule.text("to-type"))) {
            found.add(finding(
                    "lossy-cast",
                    LOSSY_CAST,
                    entity,
                    rule,
                    "",
                    "a cast from " + type + " to " + rule.text("to-type") + " can lose data"));
        }
        var mayBeEmpty = !field.get().is("nullable", false) && rule.is("to-nullable", false);
        var mayRepeat = !field.get().is("unique", true) && rule.is("to-unique", true);
        if (mayBeEmpty || mayRepeat) {
            found.add(finding(
                    "constraint",
                    CONSTRAINT,
                    entity,
                    rule,
                    "",
                    "'" + name + "' may " + (mayBeEmpty ? "be empty" : "repeat")
                            + " at the source and must not at the target"));
        }
        if (changes(rule, name)) {
            inventory
                    .consumers(entity.item())
                    .forEach(consumer -> found.add(finding(
                            "consumer",
                            CONSUMER,
                            entity,
                            rule,
                            consumer.text("name"),
                            "'" + consumer.text("name") + "' depends on '"
                                    + entity.item().text("name") + "', of which '" + name + "' changes")));
        }
    }

    /** A field that keeps its name and its type breaks nobody. */
    private static boolean changes(ArtifactEntry rule, String name) {
        return !rule.text("rule").equals("rename") || !rule.text("target").equals(name);
    }

    private static Found finding(
            String kind, String code, Inventory.Entity entity, ArtifactEntry rule, String consumer, String what) {
        var field = rule.text("source");
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
                        "a mapping without it, or somebody who acknowledges it",
                        "change the rule, or add to acknowledged: " + word));
    }
}
