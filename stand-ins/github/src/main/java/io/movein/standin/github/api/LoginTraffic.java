package io.movein.standin.github.api;

import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;

/** What each login has asked for: for the hourly limit, and for whoever wants to know what a migration costs. */
public final class LoginTraffic {

    /**
     * {@code contentWrites} are those that GitHub limits on top: creating and editing issues and comments; {@code comments} are
     * the new comments among them.
     */
    public record Counts(long requests, long notModified, long writes, long contentWrites, long comments) {

        public static final Counts NONE = new Counts(0, 0, 0, 0, 0);

        static Counts one(String method, String path, int status) {
            var write = !method.equals("GET") && !method.equals("HEAD") && !path.equals("/graphql");
            var comment = method.equals("POST") && path.endsWith("/comments");
            var content = comment
                    || method.equals("POST") && path.endsWith("/issues")
                    || method.equals("PATCH") && path.matches(".*/issues/(comments/)?\\d+");
            return new Counts(1, status == 304 ? 1 : 0, write ? 1 : 0, content ? 1 : 0, comment ? 1 : 0);
        }

        public Counts plus(Counts other) {
            return new Counts(
                    requests + other.requests,
                    notModified + other.notModified,
                    writes + other.writes,
                    contentWrites + other.contentWrites,
                    comments + other.comments);
        }

        public long reads() {
            return requests - writes;
        }

        public long otherContent() {
            return contentWrites - comments;
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
    private final Map<Integer, Map<String, Counts>> byIssue = new TreeMap<>();
    private final Map<String, Quota> quotas = new TreeMap<>();

    public LoginTraffic(int hourlyLimit, Clock clock) {
        this.limit = hourlyLimit;
        this.clock = clock;
    }

    public synchronized Map<String, Counts> counts() {
        return new TreeMap<>(counts);
    }

    /** What a login has asked for about one issue. */
    public synchronized Counts counts(String login, int issue) {
        return byIssue.getOrDefault(issue, Map.of()).getOrDefault(login, Counts.NONE);
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

    /** @param issue which it was about; 0: none */
    synchronized void done(String login, String method, String path, int status, int issue) {
        var one = Counts.one(method, path, status);
        counts.merge(login, one, Counts::plus);
        if (issue > 0) {
            byIssue.computeIfAbsent(issue, _ -> new TreeMap<>()).merge(login, one, Counts::plus);
        }
    }
}
