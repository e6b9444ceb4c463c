package io.movein.store.objects;

import io.movein.process.items.Blame;
import io.movein.process.pace.Turn;
import io.movein.process.retry.Retries;
import io.movein.store.objects.StoreFailure.Kind;
import java.io.IOException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Makes each call to one place: no faster than the pace, tried again where the failure may pass, with the credentials of the moment.
 *
 * @param turn of the worker that calls; null for calls that no pace holds back
 */
record Calls(
        Place place,
        AccessKeys keys,
        Retries retries,
        Blame side,
        @Nullable Turn turn) {

    /** One request. */
    interface Call<T> {
        T make() throws IOException;
    }

    /** @param what for instance {@code read 'a/b'}; asked for only if it fails */
    <T> T reading(Supplier<String> what, Call<T> call) {
        return calling(new Answers.Asked(what, false), call);
    }

    /** @param what for instance {@code write 'a/b'}; asked for only if it fails */
    <T> T writing(Supplier<String> what, Call<T> call) {
        return calling(new Answers.Asked(what, true), call);
    }

    /** Before one more request of the same call. */
    void request() {
        try {
            if (turn != null) {
                turn.request();
            }
        } catch (InterruptedException e) {
            throw stopped(e);
        }
    }

    /** Before or right after so many bytes of content go over the wire. */
    void bytes(int count) {
        try {
            if (turn != null) {
                turn.bytes(count);
            }
        } catch (InterruptedException e) {
            throw stopped(e);
        }
    }

    private <T> T calling(Answers.Asked asked, Call<T> call) {
        try {
            return retries.call(side, () -> withCurrentKeys(asked, call));
        } catch (StoreFailure failure) {
            throw failure;
        } catch (InterruptedException e) {
            throw stopped(e);
        } catch (Exception e) {
            throw new IllegalStateException(
                    "%s: %s".formatted(place, asked.what().get()), e);
        }
    }

    private <T> T withCurrentKeys(Answers.Asked asked, Call<T> call) throws InterruptedException {
        var used = keys.current();
        try {
            return once(asked, call);
        } catch (StoreFailure failure) {
            if ((failure.is(Kind.CREDENTIALS) || failure.is(Kind.DENIED)) && keys.haveChangedSince(used)) {
                return once(asked, call);
            }
            throw failure;
        }
    }

    private <T> T once(Answers.Asked asked, Call<T> call) throws InterruptedException {
        if (turn != null) {
            turn.request();
        }
        try {
            return call.make();
        } catch (Refusal refusal) {
            throw Answers.failure(place, asked, refusal);
        } catch (IOException thrown) {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            throw Answers.noAnswer(place, asked, thrown);
        }
    }

    private StoreFailure stopped(InterruptedException e) {
        Thread.currentThread().interrupt();
        return new StoreFailure(Kind.STOPPED, place, "the run is ending", e);
    }
}
