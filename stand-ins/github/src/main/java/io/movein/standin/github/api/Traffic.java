package io.movein.standin.github.api;

import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;

/** What each login has asked for: for the hourly limit, and for whoever wants to know what a migration costs. */
public final class Traffic {

    /** {@code contentWrites} are those that GitHub limits on top: creating and editing issues and comments. */
    public record Counts(long requests, long notModified, long writes, long contentWrites) {

        static final Counts NONE = new Counts(0, 0, 0, 0);

        Counts plus(boolean notModifiedToo, boolean write, boolean contentWrite) {
            return new Counts(
                    requests + 1,
                    notModified + (notModifiedToo ? 1 : 0),
                    writes + (write ? 1 : 0),
                    contentWrites + (contentWrite ? 1 : 0));
        }
    }

    record Quota(int limit, int used, Instant reset) {

        int remaining() {
            return Math.max(0, limit - used);
        }

        boolean exhausted() {
            return used >= limit;
        }
    }

    private static final long HOUR = 3600;

    private final int limit;
    private final Clock clock;
    private final Map<String, Counts> counts = new TreeMap<>();
    private final Map<String, Quota> quotas = new TreeMap<>();

    public Traffic(int hourlyLimit, Clock clock) {
        this.limit = hourlyLimit;
        this.clock = clock;
    }

    public synchronized Map<String, Counts> counts() {
        return new TreeMap<>(counts);
    }

    synchronized Quota quota(String login) {
        var quota = quotas.get(login);
        if (quota == null || !clock.instant().isBefore(quota.reset())) {
            quota = new Quota(limit, 0, Instant.ofEpochSecond(clock.instant().getEpochSecond() + HOUR));
            quotas.put(login, quota);
        }
        return quota;
    }

    synchronized Quota count(String login, boolean free) {
        var quota = quota(login);
        var after = free ? quota : new Quota(quota.limit(), quota.used() + 1, quota.reset());
        quotas.put(login, after);
        return after;
    }

    synchronized void done(String login, String method, String path, int status) {
        var write = !method.equals("GET") && !method.equals("HEAD") && !path.equals("/graphql");
        var contentWrite = (method.equals("POST") && path.matches(".*/(issues|comments)"))
                || (method.equals("PATCH") && path.matches(".*/issues/(comments/)?\\d+"));
        counts.merge(login, Counts.NONE.plus(status == 304, write, contentWrite), Traffic::sum);
    }

    private static Counts sum(Counts a, Counts b) {
        return new Counts(
                a.requests() + b.requests(),
                a.notModified() + b.notModified(),
                a.writes() + b.writes(),
                a.contentWrites() + b.contentWrites());
    }
}
