package io.movein.process.run;

import io.movein.process.evidence.EvidenceStore;
import java.util.Optional;
import java.util.function.Supplier;

/** Made when it is first asked for, and the same from then on: a place may be named by the time. */
final class EvidencePlace implements Supplier<Optional<EvidenceStore>> {

    private Supplier<Optional<EvidenceStore>> place;

    EvidencePlace(Supplier<Optional<EvidenceStore>> maker) {
        this.place = maker;
    }

    @Override
    public synchronized Optional<EvidenceStore> get() {
        var made = place.get();
        place = () -> made;
        return made;
    }
}
