package io.movein.storage;

import io.movein.process.ExitCode;
import io.movein.process.MigrationFailure;
import io.movein.process.items.PlannedItem;
import io.movein.process.run.ProcessRun;
import io.movein.storage.catalogue.Artifact;
import io.movein.storage.catalogue.Catalogue;
import io.movein.storage.catalogue.DiskMap;
import io.movein.storage.configuration.Naming;
import io.movein.storage.configuration.StoragePlan;
import java.util.ArrayList;
import java.util.List;

/**
 * Fills the journal with what is to be moved. Refuses a plan by which two artifacts would get one key. Memory is that of a page,
 * however many artifacts there are.
 */
final class Planning {

    private static final int PAGE = 1000;

    private final ProcessRun<StoragePlan> run;
    private final StoragePlan plan;
    private final Naming naming;
    private final List<PlannedItem> page = new ArrayList<>(PAGE);

    Planning(ProcessRun<StoragePlan> run) {
        this.run = run;
        this.plan = run.configuration();
        this.naming = new Naming(plan.naming());
    }

    void fill(Catalogue catalogue) {
        try (var keys = new DiskMap(run.scratch().resolve("keys.db"))) {
            catalogue.candidates((artifact, bytes) -> add(artifact, bytes, keys));
        }
        flush();
    }

    private void add(Artifact artifact, long bytes, DiskMap keys) {
        if (!plan.bindings().containsKey(artifact.binding())) {
            throw new MigrationFailure(
                    ExitCode.CONFIGURATION,
                    "the artifact '%s' is in the binding '%s', which is not in the plan (expected one of %s): add it, or narrow the scope"
                            .formatted(
                                    artifact.id(),
                                    artifact.binding(),
                                    plan.bindings().keySet()));
        }
        var organisation = plan.organisations().getOrDefault(artifact.organisation(), artifact.organisation());
        var key = naming.key(artifact.key(), artifact.id(), organisation, artifact.purpose());
        if (!naming.unique()) {
            keys.putIfAbsent(key, artifact.id()).ifPresent(other -> {
                throw new MigrationFailure(
                        ExitCode.CONFIGURATION,
                        "the naming '%s' gives the artifacts '%s' and '%s' the same key at the target, '%s': use more of {id}, {organisation}, {purpose} and {key}"
                                .formatted(plan.naming(), other, artifact.id(), key));
            });
        }
        page.add(new PlannedMove(artifact, key, organisation).item(bytes));
        if (page.size() == PAGE) {
            flush();
        }
    }

    private void flush() {
        run.journal().add(page.iterator());
        page.clear();
    }
}
