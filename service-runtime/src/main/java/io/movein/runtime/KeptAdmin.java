package io.movein.runtime;

import java.time.Duration;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;

/**
 * An admin client that is kept for as long as it is answered, as another one for each question costs many times what the question does.
 * One that was not answered is to be forgotten: it may wait to connect again by a wall clock that was set since, and it has read the
 * certificates that there were. Thread-safe.
 */
final class KeptAdmin implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private final Supplier<Map<String, Object>> config;
    private @Nullable Admin admin;

    KeptAdmin(Supplier<Map<String, Object>> config) {
        this.config = config;
    }

    /**
     * Made when it is needed: it cannot be while the servers' names do not resolve.
     *
     * @throws KafkaException it cannot be made
     */
    synchronized Admin get() {
        if (admin == null) {
            admin = Admin.create(config.get());
        }
        return admin;
    }

    synchronized void forget() {
        if (admin != null) {
            admin.close(PATIENCE);
            admin = null;
        }
    }

    @Override
    public void close() {
        forget();
    }
}
