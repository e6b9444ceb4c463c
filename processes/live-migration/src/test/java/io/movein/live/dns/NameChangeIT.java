package io.movein.live.dns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.movein.live.dns.DnsFailure.Kind;
import io.movein.live.dns.ZoneServer.Fault;
import java.time.Duration;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class NameChangeIT {

    private static final String NAME = "redis.example.org";
    private static final Duration LONG = Duration.ofSeconds(10);
    private static final AddressRecords NEW = AddressRecords.of(NAME, "10.0.0.9", Duration.ofSeconds(1));

    private final ZoneServer zone = new ZoneServer(
            "redis.example.org 60 A 10.0.0.1\nredis.example.org 60 A 10.0.0.2\nredis.example.org 60 AAAA 0:0:0:0:0:0:0:1",
            "alias.example.org 30 CNAME old.example.org.",
            "slow.example.org 7200 A 10.0.0.1",
            "other.example.org 60 A 10.0.0.3");
    private final NameChange change = new NameChange(zone.server(), NAME);

    @AfterEach
    void stop() {
        zone.close();
    }

    @Test
    void pointsANameElsewhereAndBackAsItWas() {
        var before = zone.of(NAME);
        var found = change.readFitFor(NEW);
        assertThat(found).hasToString("A 10.0.0.1, A 10.0.0.2, AAAA 0:0:0:0:0:0:0:1");
        assertThat(found.ttl()).isEqualTo(Duration.ofMinutes(1));

        change.make(found, NEW, LONG);
        assertThat(zone.of(NAME)).isEqualTo("redis.example.org. 1 A 10.0.0.9");
        assertThat(change.read().pointAs(NEW)).isTrue();

        change.make(NEW, AddressRecords.parse(found.text()), LONG);
        assertThat(zone.of(NAME)).isEqualTo(before);
        assertThat(zone.of("other.example.org")).isEqualTo("other.example.org. 60 A 10.0.0.3");
    }

    @Test
    void pointsAnAliasElsewhereOrMakesItAnAddress() {
        var alias = new NameChange(zone.server(), "alias.example.org");
        var named = AddressRecords.of("alias.example.org", "new.example.org", Duration.ofSeconds(5));

        alias.make(alias.readFitFor(named), named, LONG);
        assertThat(zone.of("alias.example.org")).isEqualTo("alias.example.org. 5 CNAME new.example.org.");

        alias.make(named, AddressRecords.of("alias.example.org", "::1", Duration.ofSeconds(5)), LONG);
        assertThat(zone.of("alias.example.org")).isEqualTo("alias.example.org. 5 AAAA 0:0:0:0:0:0:0:1");
    }

    @Test
    void learnsBeforeWhetherItWouldBeTakenAndChangesNothing() {
        change.tryOut(change.read());

        assertThat(zone.serial()).isZero();
        zone.write("redis.example.org 60 A 10.0.0.7");
        assertThat(kindOf(() -> change.tryOut(NEW))).isEqualTo(Kind.REFUSED);
    }

    @Test
    void makesItOnceThoughTheAnswerWasLost() {
        zone.fault = Fault.ANSWER_LOST_ONCE;

        change.make(change.read(), NEW, LONG);

        assertThat(zone.serial()).isOne();
        assertThat(zone.of(NAME)).isEqualTo("redis.example.org. 1 A 10.0.0.9");
    }

    @Test
    void saysWhatItCannotKnow() {
        zone.fault = Fault.NOT_SIGNED;
        assertThatThrownBy(change::read).hasMessageContaining("not signed by the key");
        assertThat(kindOf(change::read)).isEqualTo(Kind.LOST);

        zone.close();
        assertThatThrownBy(change::read).hasMessageContainingAll("127.0.0.1:" + zone.port(), NAME);
        assertThat(kindOf(change::read)).isEqualTo(Kind.LOST);
    }

    @Test
    void doesNotWriteOverWhatSomebodyElseHasWritten() {
        var found = change.read();
        zone.write("redis.example.org 60 A 10.0.0.7");

        assertThatThrownBy(() -> change.make(found, NEW, LONG))
                .hasMessageContainingAll("10.0.0.7", "somebody else has written");
        assertThat(zone.serial()).isZero();
    }

    @Test
    void saysWhoRefused() {
        zone.fault = Fault.REFUSED;
        assertThatThrownBy(() -> change.make(change.read(), NEW, LONG))
                .hasMessageContainingAll("REFUSED", "key 'movein'", "zone 'example.org'");

        assertThatThrownBy(() -> by("other", ZoneServer.SECRET).read()).hasMessageContainingAll("NOTAUTH", "BADKEY");
        assertThatThrownBy(() -> by("movein", "b3RoZXI=").read()).hasMessageContainingAll("NOTAUTH", "BADSIG");
        assertThatThrownBy(() -> by("movein", "%%%").read()).hasMessageContaining("the key 'movein'");
    }

    @Test
    void refusesANameThatCannotBeChangedAsAsked() {
        assertThatThrownBy(() -> new NameChange(zone.server(), "redis.example.com"))
                .hasMessage("'redis.example.com' is not a name in zone 'example.org'");
        assertThatThrownBy(() -> new NameChange(zone.server(), "none.example.org").readFitFor(NEW))
                .hasMessageContaining("'none.example.org' has no A, AAAA or CNAME record");
        assertThatThrownBy(() -> new NameChange(zone.server(), "slow.example.org").readFitFor(NEW))
                .hasMessageContaining("time to live of PT2H");
        assertThatThrownBy(() -> change.readFitFor(AddressRecords.of(NAME, "new.example.org", LONG)))
                .hasMessageContainingAll("has addresses", "CNAME new.example.org.");
    }

    private NameChange by(String key, String secret) {
        var server = zone.server();
        return new NameChange(
                new NameServer(
                        server.host(),
                        server.port(),
                        server.zone(),
                        new NameServer.Key(key, "hmac-sha256", () -> secret),
                        server.ttl(),
                        server.longestTtl(),
                        server.timeout()),
                NAME);
    }

    private static Kind kindOf(ThrowingCallable call) {
        return catchThrowableOfType(DnsFailure.class, call).kind();
    }
}
