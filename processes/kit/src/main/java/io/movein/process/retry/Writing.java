package io.movein.process.retry;

import java.util.concurrent.Callable;

/**
 * Writes where an answer is not the outcome: a lost answer, a negative one after it took effect, a positive one with an error in it.
 * After each failed write the destination is read back, and what is there decides.
 */
public final class Writing {

    /** What is at the destination. */
    public enum Found {
        NOTHING,
        /** What was to be written, by its content. */
        SAME,
        /** Something else, which is never replaced. */
        OTHER
    }

    /** How a write ended; {@link Found#NOTHING} is an exception instead. */
    public enum Result {
        WRITTEN,
        /** The answer was lost or said no, but it is there. */
        FOUND_WRITTEN,
        OCCUPIED
    }

    /** The write itself: conditional, so that what is there stays. */
    @FunctionalInterface
    public interface Write {
        void write() throws Exception;
    }

    private Writing() {}

    /**
     * One try; repeat it by {@link Retries}.
     *
     * @throws Exception the write's failure, if nothing is there after it; or that of reading back, with the write's suppressed
     */
    public static Result once(Write write, Callable<Found> readBack) throws Exception {
        try {
            write.write();
            return Result.WRITTEN;
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception e) {
            return switch (found(readBack, e)) {
                case SAME -> Result.FOUND_WRITTEN;
                case OTHER -> Result.OCCUPIED;
                case NOTHING -> throw e;
            };
        }
    }

    private static Found found(Callable<Found> readBack, Exception writing) throws Exception {
        try {
            return readBack.call();
        } catch (Exception e) {
            e.addSuppressed(writing);
            throw e;
        }
    }
}
