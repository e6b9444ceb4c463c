package io.movein.storage.catalogue;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Which artifacts there are and where each lies. */
public interface Catalogue extends AutoCloseable {

    /** What came of pointing an artifact to its new place. */
    enum Pointed {
        /** It points there now, by this call or by an earlier one whose answer was lost. */
        MOVED,
        /** It did not point to where it was read from any more; nothing was changed. */
        CHANGED,
        /** The target is not the active binding any more; nothing was changed. */
        TARGET_INACTIVE
    }

    /** A catalogue that does not answer or does not answer right; the message says which and what to do. */
    class CatalogueFailure extends RuntimeException {

        public CatalogueFailure(String message, Throwable cause) {
            super(message, cause);
        }
    }

    /** Takes what is to be moved, one after the other. */
    interface Candidates {

        /** @param bytes -1 where nobody knows */
        void add(Artifact artifact, long bytes);
    }

    /** Every artifact in scope that does not lie at the target, as of one moment; however many there are. */
    void candidates(Candidates candidates);

    /** What does not lie at the target and is not in scope. */
    List<Outside> outside();

    /** Every artifact of the scope's organisations, purposes, age and keys that lies at the target. */
    void atTarget(Consumer<Artifact> consumer);

    /** Whether any such does. */
    boolean anyAtTarget();

    /** As it is now; empty if there is none (any more), or it is marked as deleted. */
    Optional<Artifact> find(String id);

    /** Compare and set: if it still points to where it was read from and is what it was, and the target is active. */
    Pointed point(Artifact from, ArtifactLocation to);

    /** Whether the binding is the active one, as far as the catalogue knows. */
    boolean isActive(String binding);

    /** Another artifact, of any scope, that points to this place; empty if none does. */
    Optional<String> otherAt(String binding, String key, String id);

    @Override
    void close();
}
