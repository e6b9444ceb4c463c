package io.movein.gateway;

/**
 * What a tenant's sessions have done since the gateway began.
 *
 * @param server         that they belong to
 * @param held           whether nothing is passed on now
 * @param redirecting    whether they are told to go to the server by themselves
 * @param blocked        sessions that wait for something that may be long in coming
 * @param bytesIn        from clients
 * @param bytesOut       to clients
 * @param redirected     commands that were answered with MOVED
 * @param opsPerSecond   that are passed on at most; 0: as many as come
 * @param lastHoldMillis how long the last hold was; 0 where there was none
 */
public record TenantFigures(
        String tenant,
        String server,
        boolean held,
        boolean redirecting,
        int sessions,
        int blocked,
        long commands,
        long bytesIn,
        long bytesOut,
        long redirected,
        long opsPerSecond,
        double lastHoldMillis) {}
