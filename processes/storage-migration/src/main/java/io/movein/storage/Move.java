package io.movein.storage;

import io.movein.process.ExitCode;
import io.movein.process.MigrationFailure;
import io.movein.process.items.Blame;
import io.movein.process.items.Item;
import io.movein.process.items.Outcome;
import io.movein.process.lease.Lease;
import io.movein.process.pace.Turn;
import io.movein.process.run.ItemHandler;
import io.movein.storage.catalogue.Artifact;
import io.movein.storage.catalogue.ArtifactLocation;
import io.movein.storage.catalogue.Catalogue;
import io.movein.storage.catalogue.Catalogue.CatalogueFailure;
import io.movein.storage.catalogue.RowRefused;
import io.movein.storage.configuration.StoragePlan;
import io.movein.store.objects.ContentDigest;
import io.movein.store.objects.Names;
import io.movein.store.objects.StoreFailure;
import io.movein.store.objects.Tags;
import java.io.IOException;

/**
 * Moves one artifact: reads it, writes it to a free key, reads it back, and last lets its row point there, if that still points to
 * where it was read from. Whatever fails before leaves the row as it was, and at the target nothing that is ours and was not proven.
 *
 * <pre>
 * look at the row, if this was tried before ── changed → skipped
 * read ── not there → gone, no object yet, or a listing that contradicts itself
 *      ── other bytes than recorded → failed
 * write, if the key is free ── whatever it answers:
 * read back ── nothing there → what the write answered
 *           ── equal → go on
 *           ── not equal: ours → removed, tried again; another's → failed, untouched
 * look at the source again ── changed meanwhile → ours is removed, tried again
 * compare and set the row
 * </pre>
 */
final class Move implements ItemHandler {

    private static final int TRIES = 3;

    private final StoragePlan plan;
    private final Sides sides;
    private final Catalogue catalogue;
    private final Causes causes;
    private final GoneShare goneShare;
    private final Tags tags;
    private final Lease lease;

    Move(StoragePlan plan, Sides sides, Catalogue catalogue, Lease lease) {
        this.lease = lease;
        this.plan = plan;
        this.sides = sides;
        this.catalogue = catalogue;
        this.causes = new Causes(plan.target(), new Health(sides));
        this.goneShare = new GoneShare(plan);
        this.tags = new Tags(plan.transfer().dropsTags());
    }

    /** To be called once all were handled. */
    void settle() {
        goneShare.settle();
    }

    @Override
    public Outcome handle(Item item, Turn turn) throws InterruptedException {
        var move = PlannedMove.of(item);
        try {
            return item.attempts() == 0 ? moved(move, copy(move, turn)) : again(move, turn);
        } catch (StoreFailure failure) {
            return causes.of(failure);
        } catch (RowRefused refused) {
            return Outcome.failed(Blame.ITEM, "row-refused", String.valueOf(refused.getMessage()));
        } catch (CatalogueFailure failure) {
            throw new MigrationFailure(ExitCode.DESTINATION, String.valueOf(failure.getMessage()), failure);
        } catch (IOException e) {
            return Outcome.failed(Blame.ITEM, "unexpected", String.valueOf(e.getMessage()));
        }
    }

    private Copy copy(PlannedMove move, Turn turn) {
        return new Copy(sides.at(move.from().binding(), turn), sides.at(plan.target(), turn), tags, move, lease);
    }

    /** It was tried before: perhaps all was done but for the journal, or the row points elsewhere since. */
    private Outcome again(PlannedMove planned, Turn turn) throws IOException {
        var copy = copy(planned, turn);
        copy.giveUpUnfinished();
        var row = catalogue.find(planned.from().id());
        if (row.isEmpty()) {
            return changedMeanwhile();
        }
        if (row.get().binding().equals(plan.target())) {
            return row.get().liesAt(plan.target(), planned.key())
                    ? copy.equalOnBothSides().map(this::alreadyMoved).orElseGet(Move::changedMeanwhile)
                    : changedMeanwhile();
        }
        var now = new PlannedMove(row.get(), planned.key(), planned.organisation());
        return moved(now, copy(now, turn));
    }

    private Outcome alreadyMoved(ContentDigest digest) {
        return Outcome.migrated(digest.size(), digest.sha256());
    }

    private Outcome moved(PlannedMove move, Copy copy) throws IOException {
        for (var attempt = 1; attempt <= TRIES; attempt++) {
            var result = copy.once();
            switch (result) {
                case Copy.Result.Absent absent -> {
                    return absent(move, copy);
                }
                case Copy.Result.Refused refused -> {
                    goneShare.found();
                    return refused.outcome();
                }
                case Copy.Result.Proven proven -> {
                    goneShare.found();
                    return pointed(move, copy, proven);
                }
                case Copy.Result.Again again -> {
                    // what was written is removed again
                }
            }
        }
        return Outcome.failed(
                Blame.ITEM,
                "checksum-mismatch",
                "%s in '%s': what was read back differed from what was read, %d times: it keeps changing, or one of the sides does not store what it is given"
                        .formatted(Names.show(move.from().key()), move.from().binding(), TRIES));
    }

    private Outcome absent(PlannedMove move, Copy copy) {
        var from = move.from();
        var row = catalogue.find(from.id());
        if (plan.catalogue().listing() != null) {
            return copy.isStillListed()
                    ? Outcome.failed(
                            Blame.ITEM,
                            "listing-contradicts",
                            "'%s' lists %s but says that there is no such object"
                                    .formatted(from.binding(), Names.show(from.key())))
                    : gone(from);
        }
        if (row.filter(from::equals).isEmpty()) {
            return changedMeanwhile();
        }
        if (from.size() == null) {
            return Outcome.skipped("no-object-yet", "the row has no size and there is no object yet");
        }
        return gone(from);
    }

    private Outcome gone(Artifact from) {
        goneShare.gone(from.binding());
        return Outcome.skipped("gone", "the object no longer exists in '%s'".formatted(from.binding()));
    }

    private static Outcome changedMeanwhile() {
        return Outcome.skipped(
                "changed-meanwhile", "the row was changed by somebody else after planning: it was left as it is");
    }

    private Outcome pointed(PlannedMove move, Copy copy, Copy.Result.Proven proven) {
        var digest = proven.digest();
        var to = new ArtifactLocation(plan.target(), move.key(), move.organisation(), digest.size(), digest.sha256());
        lease.check();
        return switch (catalogue.point(move.from(), to)) {
            case MOVED -> new Outcome.Migrated(digest.size(), digest.sha256(), copy.record(proven));
            case CHANGED -> {
                if (catalogue
                        .find(move.from().id())
                        .filter(row -> row.liesAt(plan.target(), move.key()))
                        .isEmpty()) {
                    copy.remove(proven);
                }
                yield changedMeanwhile();
            }
            case TARGET_INACTIVE -> {
                copy.remove(proven);
                throw new MigrationFailure(
                        ExitCode.REFUSED,
                        "the target '%s' is no longer the active binding (expected it to be the only active one): what was moved stays moved, the rest stays where it was; name the active one as the target"
                                .formatted(plan.target()));
            }
        };
    }
}
