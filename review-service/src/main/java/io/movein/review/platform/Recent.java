package io.movein.review.platform;

import io.kubernetes.client.openapi.ApiException;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The last answer to a question that is the same for everybody, used again for a short time: whoever asks within it shares one request.
 * Its age counts from when it was asked for, so that it is never older than said. An error is nobody's answer: the next one asks again.
 * Two that ask at the same time both ask; nobody waits for another's request, which may hang.
 */
final class Recent<T> {
    interface Ask<T> {
        T ask() throws ApiException;
    }

    private record Answer<T>(T value, long askedAt) {}

    private final long longest;
    private final LongSupplier nanoTime;
    private volatile @Nullable Answer<T> last;

    /** @param longest how old an answer may be that is used again */
    Recent(Duration longest, LongSupplier nanoTime) {
        this.longest = longest.toNanos();
        this.nanoTime = nanoTime;
    }

    T get(Ask<T> question) throws ApiException {
        var kept = last;
        return kept != null && nanoTime.getAsLong() - kept.askedAt() < longest ? kept.value() : anew(question);
    }

    T anew(Ask<T> question) throws ApiException {
        var askedAt = nanoTime.getAsLong();
        var answer = question.ask();
        last = new Answer<>(answer, askedAt);
        return answer;
    }
}
