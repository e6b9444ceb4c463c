package io.movein.storage;

import io.movein.process.JsonTrees;
import io.movein.process.items.Blame;
import io.movein.process.items.Outcome;
import io.movein.process.lease.Lease;
import io.movein.store.objects.ContentDigest;
import io.movein.store.objects.Description;
import io.movein.store.objects.Encryption;
import io.movein.store.objects.Fetched;
import io.movein.store.objects.Names;
import io.movein.store.objects.ObjectStore;
import io.movein.store.objects.StoreFailure;
import io.movein.store.objects.StoreFailure.Kind;
import io.movein.store.objects.Stored;
import io.movein.store.objects.Tags;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The object of one artifact, from one store to the other, and its proof. */
final class Copy {

    /** What one try came to. */
    sealed interface Result {

        /** There is no such object at the source. */
        record Absent() implements Result {}

        /** It will be no better the next time. */
        record Refused(Outcome outcome) implements Result {}

        /** What was read back was not what was read, or the source has changed; nothing of it is left. */
        record Again() implements Result {}

        /**
         * It is at the target, and equal.
         *
         * @param found as it lies there
         * @param ours  whether this try wrote it
         */
        record Proven(ContentDigest digest, Stored found, boolean ours) implements Result {}
    }

    /** @param etag null if the answer was a failure */
    private record Sent(
            Stored source,
            Description description,
            ContentDigest digest,
            @Nullable String etag,
            @Nullable StoreFailure failure) {}

    private final ObjectStore source;
    private final ObjectStore target;
    private final Tags tags;
    private final PlannedMove move;
    private final Lease lease;

    Copy(ObjectStore source, ObjectStore target, Tags tags, PlannedMove move, Lease lease) {
        this.lease = lease;
        this.source = source;
        this.target = target;
        this.tags = tags;
        this.move = move;
    }

    Result once() throws IOException {
        var fetched = source.fetch(move.from().key());
        if (fetched.isEmpty()) {
            return new Result.Absent();
        }
        try (var object = fetched.get()) {
            var description = object.stored()
                    .description()
                    .withTags(tags.of(source, move.from().key()));
            return transferred(object, description);
        } catch (StoreFailure failure) {
            if (isOfSource(failure) && (failure.is(Kind.CHANGED) || failure.is(Kind.GONE))) {
                return new Result.Again();
            }
            throw failure;
        }
    }

    private Result transferred(Fetched object, Description description) throws IOException {
        try (var upload = target.upload(move.key(), description, object.stored().size())) {
            var digest = ContentDigest.whileCopying(object, upload);
            var wrong = recordedWrong(digest);
            if (wrong.isPresent()) {
                return wrong.get();
            }
            lease.check();
            return proven(sent(object.stored(), description, digest, upload));
        }
    }

    /** Whatever the write answers: the reading back decides. */
    private static Sent sent(
            Stored stored, Description description, ContentDigest digest, io.movein.store.objects.Upload upload)
            throws IOException {
        try {
            return new Sent(stored, description, digest, upload.finish(), null);
        } catch (StoreFailure failure) {
            if (failure.is(Kind.STOPPED)) {
                throw failure;
            }
            return new Sent(stored, description, digest, null, failure);
        }
    }

    /** Before anything is visible at the target. Read once more, as it may have been read badly. */
    private Optional<Result> recordedWrong(ContentDigest digest) throws IOException {
        var from = move.from();
        var isWrong = (from.sha256() != null && !from.sha256().equalsIgnoreCase(digest.sha256()))
                || (from.size() != null && from.size() != digest.size());
        if (!isWrong) {
            return Optional.empty();
        }
        if (!digestAt(source, from.key()).equals(Optional.of(digest))) {
            return Optional.of(new Result.Again());
        }
        return Optional.of(new Result.Refused(Outcome.failed(
                Blame.ITEM,
                "recorded-checksum-wrong",
                "%s in '%s' has %d bytes with SHA-256 %s (expected %s bytes with %s, as recorded): the record was wrong from the start, or the object was replaced without updating it"
                        .formatted(
                                Names.show(from.key()),
                                from.binding(),
                                digest.size(),
                                digest.sha256(),
                                from.size() == null ? "any" : from.size(),
                                from.sha256() == null ? "any" : from.sha256()))));
    }

    private Result proven(Sent sent) throws IOException {
        var found = target.fetch(move.key());
        if (found.isEmpty()) {
            throw sent.failure != null
                    ? sent.failure
                    : new StoreFailure(
                            Kind.UNAVAILABLE,
                            target.place(),
                            "write %s: acknowledged, but the object is not there".formatted(Names.show(move.key())));
        }
        try (var back = found.get()) {
            var equal = ContentDigest.of(back).isSame(sent.digest);
            var ours = back.stored().etag().equals(sent.etag);
            return equal ? kept(sent, back.stored(), ours) : different(sent, back.stored(), ours);
        }
    }

    private Result different(Sent sent, Stored found, boolean ours) {
        if (ours) {
            target.delete(found);
            return new Result.Again();
        }
        return new Result.Refused(Outcome.failed(
                Blame.ITEM,
                "destination-occupied",
                "%s in '%s' already has different content, of %d bytes: it was left as it is%s"
                        .formatted(
                                Names.show(move.key()),
                                target.place().name(),
                                found.size(),
                                sent.failure == null ? "" : "; " + sent.failure.getMessage())));
    }

    /** Equal bytes: now what the object carries, how it is encrypted, and whether the source is still what was read. */
    private Result kept(Sent sent, Stored found, boolean ours) {
        if (ours) {
            var lost = lost(sent.description, found);
            if (!lost.isEmpty()) {
                target.delete(found);
                return new Result.Refused(Outcome.failed(
                        Blame.ITEM,
                        "not-kept",
                        "'%s' does not preserve these properties of %s: %s"
                                .formatted(target.place().name(), Names.show(move.key()), String.join(", ", lost))));
            }
        }
        if (move.from().sha256() != null) {
            // it is what the row says, and the row is changed only if it still says so: whatever lies at the source by
            // now is not it
            return new Result.Proven(sent.digest, found, ours);
        }
        var now = source.find(move.from().key());
        if (now.filter(stored -> stored.etag().equals(sent.source.etag()) && stored.size() == sent.source.size())
                .isPresent()) {
            return new Result.Proven(sent.digest, found, ours);
        }
        if (ours) {
            target.delete(found);
        }
        return now.isEmpty() ? new Result.Absent() : new Result.Again();
    }

    private List<String> lost(Description wanted, Stored found) {
        var lost = new ArrayList<>(wanted.missingIn(found.description()));
        if (!wanted.tags().isEmpty() && !wanted.tags().equals(tags.of(target, move.key()))) {
            lost.add("tags " + wanted.tags());
        }
        var encrypted = switch (target.encryption()) {
            case Encryption.SseS3 _ -> found.encryption().equals("AES256");
            case Encryption.SseKms _ -> found.encryption().equals("aws:kms");
            case Encryption.None _ -> true;
            case Encryption.ClientSide _ -> true;
        };
        if (!encrypted) {
            lost.add("encryption " + target.encryption());
        }
        return lost;
    }

    /** Takes away what this try wrote, if it is still that. */
    void remove(Result.Proven proven) {
        if (proven.ours()) {
            target.delete(proven.found());
        }
    }

    /** What an earlier try began and did not finish: the key is this run's own. */
    void giveUpUnfinished() {
        try {
            target.unfinished(move.key()).forEach(upload -> target.giveUp(move.key(), upload));
        } catch (StoreFailure failure) {
            if (!failure.is(Kind.UNSUPPORTED)) {
                throw failure;
            }
        }
    }

    Optional<ContentDigest> equalOnBothSides() throws IOException {
        var there = digestAt(target, move.key());
        return there.isPresent() && there.equals(digestAt(source, move.from().key())) ? there : Optional.empty();
    }

    boolean isStillListed() {
        var listed = source.list(move.from().key());
        return listed.hasNext() && listed.next().key().equals(move.from().key());
    }

    /** For the evidence: where it lies now, and how it is encrypted. */
    String record(Result.Proven proven) {
        var record = JsonTrees.MAPPER.createObjectNode();
        record.put("binding", target.place().name());
        record.put("key", move.key());
        record.put("etag", proven.found().etag());
        switch (target.encryption()) {
            case Encryption.ClientSide own -> record.put("keySet", own.keySet()).put("keyVersion", own.version());
            case Encryption.SseKms kms -> record.put("kmsKeyId", kms.keyId());
            case Encryption.SseS3 _ -> record.put("encryption", "sse-s3");
            case Encryption.None _ -> {}
        }
        return JsonTrees.MAPPER.writeValueAsString(record);
    }

    private boolean isOfSource(StoreFailure failure) {
        return failure.place().equals(source.place());
    }

    private static Optional<ContentDigest> digestAt(ObjectStore store, String key) throws IOException {
        var fetched = store.fetch(key);
        if (fetched.isEmpty()) {
            return Optional.empty();
        }
        try (var object = fetched.get()) {
            return Optional.of(ContentDigest.of(object));
        }
    }
}
