package io.movein.tier;

import static org.assertj.core.api.Assertions.assertThat;

import io.movein.process.ExitCode;
import io.movein.process.MigrationFailure;
import io.movein.store.postgresql.PostgresFailure;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class AbsenceTest {

    private final List<String> said = new ArrayList<>();
    private final AtomicLong nanos = new AtomicLong();
    private final Absence absence = new Absence(said::add, Absence.LONGEST, nanos::get);

    @Test
    void aSourceThatIsBeingStartedIsWaitedForUpToTheLimitAndSaidOnce() {
        assertThat(absence.mayPass(of("source", "08001"))).isTrue();
        after(Absence.LONGEST.minusSeconds(1));
        assertThat(absence.mayPass(of("source", "57P03"))).isTrue();
        assertThat(said).hasSize(1);

        after(Duration.ofSeconds(1));
        assertThat(absence.mayPass(of("source", "08001"))).isFalse();

        assertThat(said)
                .containsExactly(
                        "postgresql: the source does not answer (source: copy: away): waiting for it, at most PT5M",
                        "postgresql: the source has not answered for PT5M: no longer waiting for it");
    }

    @Test
    void eachAbsenceHasTheWholeLimit() {
        absence.mayPass(of("source", "08001"));
        after(Absence.LONGEST);

        assertThat(absence.ask(() -> "back")).contains("back");
        assertThat(absence.isOn()).isFalse();

        assertThat(absence.mayPass(of("source", "08001"))).isTrue();
    }

    @Test
    void whatIsNoLostConnectionOrIsTheTargetsDoesNotPass() {
        assertThat(absence.mayPass(of("source", "42501"))).isFalse();
        assertThat(absence.mayPass(of("target", "08006"))).isFalse();
        assertThat(said).isEmpty();
    }

    @Test
    void knowsTheFailureOfTheSourceBehindThatOfTheRun() {
        assertThat(Absence.isOf(new MigrationFailure(ExitCode.SOURCE, "copy", of("source", "57P01"))))
                .isTrue();
        assertThat(Absence.isOf(new MigrationFailure(ExitCode.SOURCE, "no space")))
                .isFalse();
    }

    private void after(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    private static PostgresFailure of(String server, String state) {
        return new PostgresFailure(server, "copy", new SQLException("away", state));
    }
}
