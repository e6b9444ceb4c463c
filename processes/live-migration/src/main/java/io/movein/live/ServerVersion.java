package io.movein.live;

import io.movein.store.redis.Connection;

/**
 * What a server is, which decides whose values it takes.
 *
 * @param valkey  or Redis
 * @param version of it: {@code 8.2.3}
 * @param redis   the version of Redis that it is compatible with, by its own word
 */
record ServerVersion(boolean valkey, String version, String redis) {

    private static final int OLDEST = 7;

    /** From here on Valkey writes its values in a form of its own. */
    private static final int OWN_FORM = 9;

    static ServerVersion of(Connection server) {
        var redis = server.info("server", "redis_version");
        var valkey = server.info("server", "valkey_version");
        return new ServerVersion(!valkey.isEmpty(), valkey.isEmpty() ? redis : valkey, redis);
    }

    /** Whether its stream gives each expiration as a time. */
    boolean isNewEnough() {
        return number(redis, 0) >= OLDEST;
    }

    /** Whether it takes the other's values; by major and minor: what differs behind them can be read by both. */
    boolean takesValuesOf(ServerVersion other) {
        if (valkey == other.valkey) {
            return compare(version, other.version) >= 0;
        }
        return compare(redis, other.redis) >= 0 && (!other.valkey || number(other.version, 0) < OWN_FORM);
    }

    private static int compare(String one, String other) {
        var byMajor = Integer.compare(number(one, 0), number(other, 0));
        return byMajor != 0 ? byMajor : Integer.compare(number(one, 1), number(other, 1));
    }

    private static int number(String version, int index) {
        return Integer.parseInt(version.split("\\.")[index]);
    }

    /** In words. */
    @Override
    public String toString() {
        return (valkey ? "Valkey " : "Redis ") + version;
    }
}
