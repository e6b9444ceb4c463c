package io.movein.github;

import java.net.http.HttpHeaders;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.format.DateTimeFormatter;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * GitHub's time: as its last answer said, and from there on by this machine's monotonic clock. Until it has answered it is this machine's
 * own. What GitHub judges by its time, as the age of an App's token, is right by it whatever this machine's clock says.
 */
final class GitHubClock implements InstantSource {

    private record Said(Instant time, long nanos) {}

    private final InstantSource ours;
    private final LongSupplier nanos;
    private volatile @Nullable Said said;

    GitHubClock(InstantSource ours, LongSupplier nanos) {
        this.ours = ours;
        this.nanos = nanos;
    }

    void heard(HttpHeaders answer) {
        answer.firstValue("date").ifPresent(this::heard);
    }

    private void heard(String date) {
        try {
            var time = Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(date));
            said = new Said(time, nanos.getAsLong());
        } catch (DateTimeException e) {
            // a proxy's, perhaps: the next answer tells
        }
    }

    @Override
    public Instant instant() {
        var last = said;
        return last == null ? ours.instant() : last.time().plusNanos(nanos.getAsLong() - last.nanos());
    }
}
