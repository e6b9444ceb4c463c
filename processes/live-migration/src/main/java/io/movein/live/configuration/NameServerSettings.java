package io.movein.live.configuration;

import io.movein.live.dns.NameServer;
import io.movein.process.Secrets;
import java.time.Duration;

/** The primary server of a zone that takes signed updates, as it stands in a plan or in the manager's configuration. */
public interface NameServerSettings {
    String host();

    int port();

    String zone();

    LivePlan.DnsKey key();

    /** That a name's record gets. */
    Duration ttl();

    /** That it may have had before. */
    Duration longestTtl();

    /** Of one question or update. */
    Duration timeout();

    /** @param secrets asked for the key each time it is used */
    default NameServer server(Secrets secrets) {
        var key = key();
        return new NameServer(
                host(),
                port(),
                zone(),
                new NameServer.Key(
                        key.name(),
                        key.algorithm(),
                        () -> secrets.read(key.secret()).text()),
                ttl(),
                longestTtl(),
                timeout());
    }
}
