package io.movein.storage;

import io.movein.process.ConfigurationFailure;
import io.movein.process.ConfigurationProblem;
import io.movein.process.ExitCode;
import io.movein.process.MigrationFailure;
import io.movein.storage.catalogue.Catalogue;
import io.movein.storage.configuration.StoragePlan;
import io.movein.store.objects.Listed;
import io.movein.store.objects.ObjectStore;
import io.movein.store.objects.StoreFailure;
import io.movein.store.objects.StoreFailure.Kind;
import java.util.ArrayList;
import java.util.List;

/** What has to be so before anything is moved, beyond what {@code validate} looks at. */
record Readiness(StoragePlan plan, Sides sides, Catalogue catalogue) {

    private static final int COMPARED = 20;

    /** @throws MigrationFailure (refused) if the target is not the active binding */
    void targetIsActive() {
        if (!catalogue.isActive(plan.target())) {
            throw new MigrationFailure(
                    ExitCode.REFUSED,
                    "the target '%s' is not the active binding (expected active, and no other): make it the active one, or name the active one as the target"
                            .formatted(plan.target()));
        }
    }

    /**
     * Writes an object of its own to the target and removes it: whether it takes any, whether it refuses to write over one, and whether
     * another binding is the same place under another name.
     */
    void byWriting() {
        var target = sides.target();
        var key = Health.probeKey();
        Health.write(target, key);
        try {
            refusesToReplace(target, key);
            refuse(others().stream()
                    .filter(name -> sides.at(name).find(key).isPresent())
                    .toList());
        } finally {
            target.find(key).ifPresent(target::delete);
        }
    }

    private void refusesToReplace(ObjectStore target, String key) {
        try {
            Health.write(target, key);
        } catch (StoreFailure failure) {
            if (failure.is(Kind.OCCUPIED)) {
                return;
            }
            throw failure;
        }
        throw new MigrationFailure(
                ExitCode.REFUSED,
                "%s overwrote an object despite If-None-Match: *: existing objects could be lost; if nobody else writes there, set transfer.conditionalWrites to false"
                        .formatted(target.place()));
    }

    /** Without writing: two places that list the same objects, of the same time, are one. */
    void byListing() {
        var target = first(sides.target());
        refuse(
                target.isEmpty()
                        ? List.of()
                        : others().stream()
                                .filter(name -> first(sides.at(name)).equals(target))
                                .toList());
    }

    private List<String> others() {
        return sides.names().stream()
                .filter(name -> !name.equals(plan.target()))
                .toList();
    }

    private static List<Listed> first(ObjectStore store) {
        var listed = new ArrayList<Listed>();
        for (var all = store.list(""); all.hasNext() && listed.size() < COMPARED; ) {
            listed.add(all.next());
        }
        return listed;
    }

    private void refuse(List<String> same) {
        if (!same.isEmpty()) {
            throw new ConfigurationFailure(
                    "the run cannot start:",
                    same.stream()
                            .map(name -> ConfigurationProblem.of(
                                    "bindings." + name,
                                    "the same place as the target '%s', under another name".formatted(plan.target()),
                                    "each place under one name"))
                            .toList());
        }
    }
}
