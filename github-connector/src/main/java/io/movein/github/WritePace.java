package io.movein.github;

/** How fast we write at most. GitHub's own limits: https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api */
public record WritePace(int contentPerMinute, int contentPerHour, int pointsPerMinute) {

    /** What GitHub allows: content-creating requests, and points of which a read costs 1 and a write 5. */
    public static final WritePace GITHUB = new WritePace(80, 500, 900);

    /** For a server without limits. */
    public static final WritePace UNLIMITED = new WritePace(1_000_000, 60_000_000, 5_000_000);
}
