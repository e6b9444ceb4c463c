package io.movein.store.postgresql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.movein.process.lease.Fenced;
import io.movein.process.lease.HeldLease;
import io.movein.process.lease.HeldLease.Terms;
import io.movein.process.lease.LeaseRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PostgresLeaseStoreIT {

    private static final LeaseRecord FIRST = new LeaseRecord("first", 1, Instant.parse("2026-11-01T10:00:00.123456Z"));
    private static final LeaseRecord SECOND = new LeaseRecord("second", 2, Instant.parse("2026-11-01T10:01:00Z"));

    @Test
    void givesWhatStandsThereOnlyToWhoeverKnowsIt() throws Exception {
        var target = Servers.target();
        try (var one = PostgresLeaseStore.at(target, "movein");
                var other = PostgresLeaseStore.at(target, "movein")) {
            assertThat(one.read()).isEmpty();

            assertThat(one.replace(Optional.empty(), FIRST)).isTrue();
            assertThat(other.replace(Optional.empty(), SECOND)).isFalse();
            assertThat(other.replace(Optional.of(SECOND), SECOND)).isFalse();
            assertThat(other.read()).contains(FIRST);
            assertThat(other.replace(Optional.of(FIRST), SECOND)).isTrue();
            assertThat(one.read()).contains(SECOND);
        }
    }

    @Test
    void fencesAProcessWhoseLeaseIsGone() throws Exception {
        var target = Servers.target();
        try (var store = PostgresLeaseStore.at(target, "movein");
                var lease = HeldLease.await(store, new Terms("", Duration.ofMinutes(1), Duration.ZERO));
                var session = target.open()) {
            lease.check();
            session.execute("drop schema movein cascade");

            assertThatThrownBy(lease::check).isInstanceOf(Fenced.class);
        }
    }
}
