package io.movein.review.plan.check;

import io.movein.contract.plan.StageArtifact;
import io.movein.model.ArtifactProblem;
import io.movein.model.Stage;
import io.movein.review.plan.artifact.ArtifactEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Every program is pinned by its digest, and whatever holds data is moved by one. That each is idempotent, logged and can be
 * tried, its schema demands.
 */
public final class MigrationEngineer implements StageCheck {
    static final String NOT_PINNED = "migration-engineer.not-pinned";
    static final String UNKNOWN_ITEM = "migration-engineer.unknown-item";
    static final String NOT_MOVED = "migration-engineer.not-moved";
    private static final Pattern PINNED = Pattern.compile("[!-?A-~]+@sha256:[0-9a-f]{64}");

    @Override
    public Stage stage() {
        return Stage.MIGRATE;
    }

    @Override
    public Set<String> codes() {
        return Set.of(NOT_PINNED, UNKNOWN_ITEM, NOT_MOVED);
    }

    @Override
    public Set<StageArtifact> needs() {
        return Set.of(StageArtifact.INVENTORY, StageArtifact.ARTIFACTS);
    }

    @Override
    public List<ArtifactProblem> check(StageCase theCase) {
        var problems = new ArrayList<ArtifactProblem>();
        var inventory = new Inventory(theCase.entry(StageArtifact.INVENTORY));
        var artifacts = theCase.entry(StageArtifact.ARTIFACTS);
        for (var artifact : artifacts.list("artifacts")) {
            if (!PINNED.matcher(artifact.text("image")).matches()) {
                problems.add(artifact.at("image")
                        .problem(
                                NOT_PINNED,
                                "'" + artifact.text("image") + "' has no digest",
                                "name@sha256:…",
                                "pin the image"));
            }
            artifact.list("moves").stream()
                    .filter(item -> inventory.item(item.text()).isEmpty())
                    .forEach(item -> problems.add(item.problem(
                            UNKNOWN_ITEM,
                            "'" + item.text() + "' is not in the inventory",
                            "the name of an item",
                            "correct the name")));
        }
        var moved = artifacts.list("artifacts").stream()
                .flatMap(artifact -> artifact.texts("moves").stream())
                .collect(Collectors.toSet());
        inventory.items().stream()
                .filter(Inventory::holdsData)
                .map(item -> item.text("name"))
                .filter(item -> !moved.contains(item))
                .forEach(item -> problems.add(notMoved(artifacts, item)));
        return problems;
    }

    private static ArtifactProblem notMoved(ArtifactEntry artifacts, String item) {
        return artifacts
                .at("artifacts")
                .problem(
                        NOT_MOVED,
                        "nothing moves '" + item + "'",
                        "an artifact that moves it",
                        "add it to the moves of an artifact");
    }
}
