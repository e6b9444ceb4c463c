package io.movein.store.redis;

import java.util.Optional;
import java.util.function.Supplier;

/**
 * A Redis server and how it is reached.
 *
 * @param name as the configuration calls it, for messages: {@code source}
 */
public record Server(String name, String host, int port, boolean tls, Optional<Login> login) {

    /** @param password asked for at each connection, as it may be rotated */
    public record Login(String user, Supplier<String> password) {}

    /** The same side at another address, such as another node of its cluster. */
    public Server at(String otherHost, int otherPort) {
        return new Server(name, otherHost, otherPort, tls, login);
    }

    @Override
    public String toString() {
        return "%s (%s:%d)".formatted(name, host, port);
    }
}
