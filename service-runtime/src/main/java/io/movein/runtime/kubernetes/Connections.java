package io.movein.runtime.kubernetes;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import okhttp3.ConnectionPool;
import okhttp3.OkHttpClient;

/**
 * The connections to an API server. By itself okhttp keeps five: where more requests go out at the same time, which with a server that
 * speaks HTTP/1.1 need a connection each, it closes those above five as soon as they are answered, and the next requests make new ones.
 */
public final class Connections {
    /** Above what goes out at once at the rate that the services are made for; none is made before it is needed. */
    private static final int IDLE = 64;

    /** The API server itself closes a connection that is idle for 90 s: a request must not go out on one that is just being closed. */
    private static final Duration KEPT = Duration.ofMinutes(1);

    private Connections() {}

    /** The same client, but for its connections, which are its own. */
    public static OkHttpClient.Builder kept(OkHttpClient client) {
        return client.newBuilder().connectionPool(new ConnectionPool(IDLE, KEPT.toSeconds(), TimeUnit.SECONDS));
    }
}
