package io.movein.reporter.text;

import static org.assertj.core.api.Assertions.assertThat;

import io.movein.contract.MigrationId;
import io.movein.model.Actor;
import io.movein.model.Attempt;
import io.movein.model.MigrationRequest;
import io.movein.model.MigrationStatus;
import io.movein.model.Mode;
import io.movein.model.Run;
import io.movein.model.State;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LogLinksTest {
    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
    private static final MigrationId MIGRATION = MigrationId.parse("acme/platform#17");

    @Test
    void wherePlatformShowsNoLogItIsReadOnTheCluster() {
        assertThat(LogLinks.NONE.command(MIGRATION, status(), run().build()))
                .hasValue("kubectl logs --namespace media job/movein-17-run-2");
        assertThat(new LogLinks(Optional.of("https://logs.example/{job}")).command(MIGRATION, status(), run().build()))
                .isEmpty();
    }

    @Test
    void neitherBeforeTheStartNorAfterTheTearDownIsThereAJobToAsk() {
        assertThat(LogLinks.NONE.command(
                        MIGRATION, status(), run().setStartedAt(null).build()))
                .isEmpty();
        assertThat(LogLinks.NONE.command(
                        MIGRATION, status(), run().setTornDown(true).build()))
                .isEmpty();
    }

    private static MigrationStatus status() {
        return MigrationStatus.newBuilder()
                .setState(State.RUNNING)
                .setAuthor(Actor.newBuilder()
                        .setId(7)
                        .setLogin("ada")
                        .setRoles(List.of())
                        .build())
                .setTitle("Move the media")
                .setRevision("0123456789abcdef0123456789abcdef")
                .setRequest(MigrationRequest.newBuilder().setMode(Mode.LIVE).build())
                .setTenant("media")
                .setRequestedAt(NOON)
                .build();
    }

    private static Run.Builder run() {
        return Run.newBuilder()
                .setNumber(2)
                .setRevision("0123456789abcdef0123456789abcdef")
                .setMode(Mode.LIVE)
                .setAttempt(Attempt.FRESH)
                .setOrderedAt(NOON)
                .setStartedAt(NOON);
    }
}
