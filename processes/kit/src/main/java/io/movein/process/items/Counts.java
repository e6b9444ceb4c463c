package io.movein.process.items;

/** Items and their planned bytes by state; bytes of unknown size count as 0. */
public record Counts(Tally queued, Tally running, Tally migrated, Tally skipped, Tally failed) {

    /** A number of items and the sum of their bytes. */
    public record Tally(long items, long bytes) {
        static final Tally NONE = new Tally(0, 0);

        Tally plus(long moreItems, long moreBytes) {
            return new Tally(items + moreItems, bytes + moreBytes);
        }
    }

    public long total() {
        return queued.items + running.items + done();
    }

    /** Items that this run need not look at again. */
    public long done() {
        return migrated.items + skipped.items + failed.items;
    }

    public long totalBytes() {
        return queued.bytes + running.bytes + doneBytes();
    }

    public long doneBytes() {
        return migrated.bytes + skipped.bytes + failed.bytes;
    }
}
