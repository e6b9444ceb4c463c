package io.movein.review.plan.check;

import io.movein.contract.plan.StageArtifact;
import io.movein.model.ArtifactProblem;
import io.movein.model.Stage;
import io.movein.review.plan.artifact.ArtifactEntry;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The inventory is whole: every kind of thing was thought of, no name stands for two things, nothing depends on something that is not
 * listed, and of what holds data it is said what that is. What is not listed is not moved.
 */
public final class MigrationAnalyst implements StageCheck {
    static final String KIND_MISSING = "migration-analyst.kind-missing";
    static final String NAMED_TWICE = "migration-analyst.named-twice";
    static final String UNKNOWN_DEPENDENCY = "migration-analyst.unknown-dependency";
    static final String NO_ENTITIES = "migration-analyst.no-entities";
    private static final List<String> KINDS =
            List.of("schema", "store", "service", "integration", "job", "configuration");

    @Override
    public Stage stage() {
        return Stage.ASSESSMENT;
    }

    @Override
    public Set<String> codes() {
        return Set.of(KIND_MISSING, NAMED_TWICE, UNKNOWN_DEPENDENCY, NO_ENTITIES);
    }

    @Override
    public Set<StageArtifact> needs() {
        return Set.of(StageArtifact.INVENTORY);
    }

    @Override
    public List<ArtifactProblem> check(StageCase theCase) {
        var problems = new ArrayList<ArtifactProblem>();
        var inventory = new Inventory(theCase.entry(StageArtifact.INVENTORY));
        Kinds.missing(KINDS, inventory.document(), "items", KIND_MISSING, problems);
        namedTwice(inventory.items(), problems);
        for (var item : inventory.items()) {
            for (var dependency : item.list("depends-on")) {
                if (inventory.item(dependency.text()).isEmpty()) {
                    problems.add(dependency.problem(
                            UNKNOWN_DEPENDENCY,
                            "'" + item.text("name") + "' depends on '" + dependency.text() + "', which is not listed",
                            "the name of an item",
                            "list it, or correct the name"));
                }
            }
            if (Inventory.holdsData(item) && item.list("entities").isEmpty()) {
                problems.add(item.problem(
                        NO_ENTITIES,
                        "'" + item.text("name") + "' is a " + item.text("kind") + " and has no entities",
                        "its tables, collections or kinds of object with their fields",
                        "add entities, each with its fields"));
            }
            namedTwice(item.list("entities"), problems);
            item.list("entities").forEach(entity -> namedTwice(entity.list("fields"), problems));
        }
        return problems;
    }

    static void namedTwice(List<ArtifactEntry> named, List<ArtifactProblem> problems) {
        var names = new HashSet<String>();
        for (var entry : named) {
            if (!names.add(entry.text("name"))) {
                problems.add(entry.at("name")
                        .problem(
                                NAMED_TWICE,
                                "the name '" + entry.text("name") + "' twice",
                                "a unique name",
                                "rename one of them"));
            }
        }
    }
}
