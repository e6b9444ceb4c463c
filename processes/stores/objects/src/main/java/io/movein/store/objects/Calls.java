package io.movein.store.objects;

import dev.failsafe.Failsafe;
import dev.failsafe.FailsafeException;
import dev.failsafe.FailsafeExecutor;
import dev.failsafe.RetryPolicy;
import dev.failsafe.RetryPolicyBuilder;
import io.movein.store.objects.StoreFailure.Kind;
import java.time.Duration;
import java.util.function.Supplier;
import software.amazon.awssdk.core.exception.SdkException;

/** Makes each call to one place: metered, throttled, tried again where the failure may pass, with the credentials of the moment. */
final class Calls {

    private final Place place;
    private final AccessKeys keys;
    private final Meter meter;
    private final Throttle throttle = new Throttle();
    private final FailsafeExecutor<Object> again;

    Calls(Place place, AccessKeys keys, Patience patience, Meter meter) {
        this.place = place;
        this.keys = keys;
        this.meter = meter;
        var throttled = waiting(Kind.THROTTLED, patience)
                .withMaxRetries(-1)
                .withMaxDuration(patience.throttled())
                .build();
        var passing = waiting(Kind.UNAVAILABLE, patience)
                .withMaxRetries(patience.tries() - 1)
                .build();
        this.again = Failsafe.with(throttled, passing);
    }

    private static RetryPolicyBuilder<Object> waiting(Kind kind, Patience patience) {
        return RetryPolicy.builder()
                .handleIf(thrown -> thrown instanceof StoreFailure failure && failure.is(kind))
                .withBackoff(patience.first(), longerThan(patience.first(), patience.longest()))
                .withJitter(0.3);
    }

    private static Duration longerThan(Duration first, Duration longest) {
        return longest.compareTo(first) > 0 ? longest : first.plusMillis(1);
    }

    /** @param what for instance {@code read 'a/b'} */
    <T> T reading(String what, Supplier<T> call) {
        return calling(new Answers.Asked(what, false), call);
    }

    /** @param what for instance {@code write 'a/b'} */
    <T> T writing(String what, Supplier<T> call) {
        return calling(new Answers.Asked(what, true), call);
    }

    boolean isThrottled() {
        return throttle.isOn();
    }

    private <T> T calling(Answers.Asked asked, Supplier<T> call) {
        try {
            return again.get(() -> withCurrentKeys(asked, call));
        } catch (FailsafeException interrupted) {
            Thread.currentThread().interrupt();
            throw new StoreFailure(Kind.UNAVAILABLE, "%s: %s: interrupted".formatted(place, asked.what()), interrupted);
        }
    }

    private <T> T withCurrentKeys(Answers.Asked asked, Supplier<T> call) {
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

    private <T> T once(Answers.Asked asked, Supplier<T> call) {
        meter.request();
        throttle.enter();
        var throttled = false;
        try {
            return call.get();
        } catch (SdkException thrown) {
            var failure = Answers.failure(place, asked, thrown);
            throttled = failure.is(Kind.THROTTLED);
            throw failure;
        } finally {
            throttle.leave(throttled);
        }
    }
}
