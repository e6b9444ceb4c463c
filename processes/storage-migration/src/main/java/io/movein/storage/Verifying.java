package io.movein.storage;

import io.movein.process.report.CheckOutcome;
import io.movein.process.run.ProcessRun;
import io.movein.storage.catalogue.Artifact;
import io.movein.storage.catalogue.Catalogue;
import io.movein.storage.configuration.StoragePlan;
import io.movein.store.objects.ContentDigest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.atomic.AtomicLong;

/** Reads every artifact that lies at the target once more, and compares it with the SHA-256 that the catalogue records. */
record Verifying(ProcessRun<StoragePlan> run, Sides sides, Catalogue catalogue) {

    private static final String CHECK = "read back, equal by SHA-256";

    void check() {
        var recorded = new AtomicLong();
        var equal = new AtomicLong();
        var unknown = new AtomicLong();
        run.progress().phase("verify", "artifacts", java.util.OptionalLong.empty());
        catalogue.atTarget(artifact -> {
            run.progress().add(1);
            if (artifact.sha256() == null) {
                unknown.incrementAndGet();
                return;
            }
            recorded.incrementAndGet();
            if (isEqual(artifact)) {
                equal.incrementAndGet();
            } else {
                run.progress().log("'%s' at the target is not what the catalogue records".formatted(artifact.id()));
            }
        });
        run.checks().replace(CheckOutcome.exact(CHECK, "artifacts", recorded.get(), equal.get()));
        if (unknown.get() > 0) {
            run.checks()
                    .replace(CheckOutcome.notMade(
                            CHECK, unknown + " artifacts", "the catalogue records no SHA-256 of them"));
        }
    }

    private boolean isEqual(Artifact artifact) {
        var fetched = sides.target().fetch(artifact.key());
        if (fetched.isEmpty()) {
            return false;
        }
        try (var object = fetched.get()) {
            return ContentDigest.of(object).sha256().equalsIgnoreCase(artifact.sha256());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
