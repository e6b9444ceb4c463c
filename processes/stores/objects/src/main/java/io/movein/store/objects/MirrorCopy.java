package io.movein.store.objects;

import io.movein.process.pace.Turn;
import io.movein.store.objects.StoreFailure.Kind;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One object of a mirror: copied, read back, and removed only if this mirror wrote it and nobody has changed it since. */
final class MirrorCopy {

    private static final int TRIES = 3;

    private final ObjectStore source;
    private final ObjectStore target;
    private final Tags tags;
    private final MirrorJournal journal;
    private final Runnable fence;

    MirrorCopy(ObjectStore source, ObjectStore target, Tags tags, MirrorJournal journal, Runnable fence) {
        this.source = source;
        this.target = target;
        this.tags = tags;
        this.journal = journal;
        this.fence = fence;
    }

    MirrorCopy during(Turn turn) {
        return new MirrorCopy(source.during(turn), target.during(turn), tags, journal, fence);
    }

    /** @return false if the source's object is not what was listed any more, which a later listing shows */
    boolean copy(Listed listed) throws IOException {
        for (var attempt = 1; attempt <= TRIES; attempt++) {
            makeRoom(listed.key());
            try (var object = source.fetch(listed.key()).orElse(null)) {
                if (object == null || !object.stored().etag().equals(listed.etag())) {
                    return false;
                }
                if (copied(listed, object)) {
                    return true;
                }
            } catch (StoreFailure failure) {
                if (failure.place().equals(source.place()) && (failure.is(Kind.CHANGED) || failure.is(Kind.GONE))) {
                    return false;
                }
                throw failure;
            }
        }
        throw new StoreFailure(
                Kind.NOT_AS_STORED,
                target.place(),
                "%s: what was read back differed from what was written, %d times: one of the sides does not store what it is given"
                        .formatted(Names.show(listed.key()), TRIES));
    }

    private boolean copied(Listed listed, Fetched object) throws IOException {
        var key = listed.key();
        var description = object.stored().description().withTags(tags.of(source, key));
        var begun = Mirrored.begun(listed);
        if (object.stored().size() > target.settings.partSize()) {
            journal.put(key, begun);
        }
        try (var upload = target.upload(key, description, object.stored().size())) {
            var digest = ContentDigest.whileCopying(object, upload);
            var sent = begun.sent(digest);
            journal.put(key, sent);
            fence.run();
            return readBack(sent, description, key, finish(upload));
        }
    }

    /** Whatever the write answers: the reading back decides. */
    private record Answered(@Nullable String etag, @Nullable StoreFailure failure) {}

    private static Answered finish(Upload upload) throws IOException {
        try {
            return new Answered(upload.finish(), null);
        } catch (StoreFailure failure) {
            if (failure.is(Kind.STOPPED)) {
                throw failure;
            }
            return new Answered(null, failure);
        }
    }

    private boolean readBack(Mirrored sent, Description wanted, String key, Answered answered) throws IOException {
        try (var back = target.fetch(key).orElse(null)) {
            if (back == null) {
                throw answered.failure != null ? answered.failure : vanished(key);
            }
            if (ContentDigest.of(back).sha256().equals(sent.sha256())) {
                mustBeKept(wanted, back.stored());
                journal.put(key, sent.done(back.stored()));
                return true;
            }
            if (!back.stored().etag().equals(answered.etag)) {
                journal.forget(key);
                throw foreign(key);
            }
            target.delete(back.stored());
            return false;
        }
    }

    private StoreFailure vanished(String key) {
        return new StoreFailure(
                Kind.UNAVAILABLE,
                target.place(),
                "write %s: acknowledged, but the object is not there".formatted(Names.show(key)));
    }

    private StoreFailure foreign(String key) {
        return new StoreFailure(
                Kind.OCCUPIED,
                target.place(),
                "%s has content there that this migration did not write: it was left as it is; let nobody write below the prefix before the switch"
                        .formatted(Names.show(key)));
    }

    private void mustBeKept(Description wanted, Stored copy) {
        var lost = new ArrayList<>(wanted.missingIn(copy.description()));
        if (!wanted.tags().isEmpty() && !wanted.tags().equals(tags.of(target, copy.key()))) {
            lost.add("tags " + wanted.tags());
        }
        if (!lost.isEmpty()) {
            throw new StoreFailure(
                    Kind.UNSUPPORTED,
                    target.place(),
                    "does not preserve these properties of %s: %s"
                            .formatted(Names.show(copy.key()), String.join(", ", lost)));
        }
    }

    private void makeRoom(String key) throws IOException {
        if (journal.find(key).isPresent() && !removed(key)) {
            throw foreign(key);
        }
    }

    /** The source has let go of it. */
    void remove(String key) throws IOException {
        if (!removed(key)) {
            throw foreign(key);
        }
        journal.forget(key);
    }

    /** @return false if somebody else has written there since: that is left alone, and forgotten */
    boolean undo(String key) throws IOException {
        var gone = removed(key);
        journal.forget(key);
        return gone;
    }

    private boolean removed(String key) throws IOException {
        var entry = journal.find(key).orElseThrow();
        if (!entry.isDone()) {
            giveUpUnfinished(key);
        }
        var found = target.find(key);
        if (found.isEmpty()) {
            return true;
        }
        if (!isOurs(entry, found.get())) {
            return false;
        }
        fence.run();
        return target.delete(found.get());
    }

    private boolean isOurs(Mirrored entry, Stored found) throws IOException {
        if (entry.isDone()) {
            return entry.targetEtag().equals(found.etag());
        }
        return digest(found.key()).filter(entry.sha256()::equals).isPresent();
    }

    private Optional<String> digest(String key) throws IOException {
        try (var object = target.fetch(key).orElse(null)) {
            return object == null
                    ? Optional.empty()
                    : Optional.of(ContentDigest.of(object).sha256());
        }
    }

    private void giveUpUnfinished(String key) {
        try {
            target.unfinished(key).forEach(upload -> target.giveUp(key, upload));
        } catch (StoreFailure failure) {
            if (!failure.is(Kind.UNSUPPORTED)) {
                throw failure;
            }
        }
    }
}
