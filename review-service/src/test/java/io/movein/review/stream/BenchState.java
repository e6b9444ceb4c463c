package io.movein.review.stream;

import static io.movein.review.Given.OPERATOR;
import static io.movein.review.Given.OWNER;
import static io.movein.review.Given.aRequest;
import static io.movein.review.Given.anOnboardingIssue;
import static io.movein.review.Given.factsAbout;

import io.movein.command.ApproveMigration;
import io.movein.command.ConfirmValidation;
import io.movein.command.RequestMigration;
import io.movein.contract.Revision;
import io.movein.model.MigrationRequest;
import io.movein.model.Resources;
import io.movein.model.RunOutcome;
import io.movein.model.RunResult;
import io.movein.model.State;
import io.movein.report.RunFinished;
import io.movein.report.RunStarted;
import io.movein.report.RunTornDown;
import io.movein.review.lifecycle.Input;
import io.movein.review.lifecycle.Lifecycle;
import io.movein.review.lifecycle.PlatformState;
import io.movein.review.policy.PolicySettings;
import io.movein.review.state.Migration;
import io.movein.review.state.Pool;
import io.movein.review.state.Reservation;
import io.movein.review.state.Tenant;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;

/** State as a platform has it after years: migrations that were decided by the real lifecycle, many times over under other names. */
final class BenchState {
    private static final int CLOSED_OF_A_TENANT = 5;

    private final Instant now = Instant.now();
    private final Lifecycle lifecycle = new Lifecycle(PolicySettings.STRICT);
    private final Migration awaitingApproval = until(State.AWAITING_APPROVAL);
    private final Migration running = until(State.RUNNING);
    private final Migration closed = until(State.CLOSED);

    /** The open ones have the first numbers; every second of them runs. */
    Stream<SpecificRecord> records(int open, int closed) {
        return Stream.of(
                        IntStream.range(0, open).boxed().flatMap(this::open),
                        IntStream.range(open, open + closed).boxed().flatMap(this::closed),
                        Stream.of(Pool.newBuilder()
                                .setUsed(new Resources(open * 500L, open * 1L << 30, open * 1L << 30))
                                .build()))
                .flatMap(records -> records);
    }

    static String id(int number) {
        return "acme/infra#" + (number + 1);
    }

    private Stream<SpecificRecord> open(int number) {
        if (number % 2 == 0) {
            return Stream.of(named(awaitingApproval, number));
        }
        return Stream.of(
                named(running, number),
                Reservation.newBuilder()
                        .setMigration(id(number))
                        .setRun(1)
                        .setNamespace("tenant-" + number)
                        .setResources(new Resources(1000L, 1L << 30, 1L << 30))
                        .build());
    }

    private Stream<SpecificRecord> closed(int number) {
        var migration = Stream.<SpecificRecord>of(named(closed, number));
        var tenant = Stream.<SpecificRecord>of(Tenant.newBuilder()
                .setNamespace("tenant-" + number)
                .setWritten(true)
                .build());
        return number % CLOSED_OF_A_TENANT == 0 ? Stream.concat(migration, tenant) : migration;
    }

    /** The event of a request that has just come, which is put into the state as well. */
    static SpecificRecord requested(String migration, PlatformState state) {
        var request = aRequest().build();
        var decision = new Lifecycle(PolicySettings.STRICT)
                .decide(
                        state,
                        new Input.Command("request:1", request(migration, request, Instant.now())),
                        Instant.now());
        state.replay(decision);
        return decision.events().getFirst().event();
    }

    private static RequestMigration request(String migration, MigrationRequest request, Instant now) {
        return RequestMigration.newBuilder()
                .setMigration(migration)
                .setActor(OWNER)
                .setTitle("Move the media")
                .setRevision(Revision.of(request))
                .setRequest(request)
                .setOnboarding(anOnboardingIssue().build())
                .setUpdatedAt(now)
                .build();
    }

    private static Migration named(Migration migration, int number) {
        return Migration.newBuilder(migration).setId(id(number)).build();
    }

    @SuppressWarnings("NullAway") // only the first step comes without a migration, and it makes one
    private Migration until(State state) {
        var platform = new PlatformState();
        for (var step : steps()) {
            var migration = platform.migration(id(0));
            if (migration != null && StoredPlatform.stateOf(migration) == state) {
                return migration;
            }
            platform.replay(lifecycle.decide(platform, step.of(migration), now));
        }
        return Objects.requireNonNull(platform.migration(id(0)));
    }

    private interface Step {
        Input of(Migration migration);
    }

    private List<Step> steps() {
        var request = aRequest().build();
        var onboarding = anOnboardingIssue().build();
        var facts = factsAbout("tenant-0").build();
        return List.of(
                _ -> new Input.Command("request:1", request(id(0), request, now)),
                it -> new Input.FactsArrived(it.getId(), it.getWanted().getId(), facts),
                it -> new Input.Command(
                        "labeled:1",
                        ApproveMigration.newBuilder()
                                .setMigration(it.getId())
                                .setActor(OPERATOR)
                                .setRevision(it.getStatus().getRevision())
                                .setRun(1)
                                .setOnboarding(onboarding)
                                .setAt(now)
                                .build()),
                it -> new Input.FactsArrived(it.getId(), it.getWanted().getId(), facts),
                it -> new Input.Report(new RunStarted(it.getId(), 1, now, "node-1")),
                it -> new Input.Report(new RunFinished(
                        it.getId(),
                        1,
                        RunResult.newBuilder()
                                .setOutcome(RunOutcome.SUCCEEDED)
                                .setFinishedAt(now)
                                .setLastLines(List.of("copied 1200 files", "done"))
                                .build())),
                it -> new Input.Command(
                        "comment:1", new ConfirmValidation(it.getId(), OWNER, 1, "https://github.example/1")),
                it -> new Input.Report(new RunTornDown(it.getId(), 1, false, List.of("Job/movein-1-run-1"))));
    }
}
