package io.movein.review.stream;

import static io.movein.review.Given.NOON;
import static io.movein.review.Given.OPERATOR;
import static io.movein.review.Given.OWNER;
import static io.movein.review.Given.aRequest;
import static io.movein.review.Given.anOnboardingIssue;
import static io.movein.review.Given.resources;
import static io.movein.review.lifecycle.WorstCase.LONG;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.movein.command.ApproveMigration;
import io.movein.command.ChoosePlan;
import io.movein.command.MisreadCommand;
import io.movein.command.RejectValidation;
import io.movein.command.RequestMigration;
import io.movein.command.ShowStatus;
import io.movein.contract.Codec;
import io.movein.contract.Revision;
import io.movein.contract.Topic;
import io.movein.contract.Traceparent;
import io.movein.contract.issue.RequestLimits;
import io.movein.model.Alarm;
import io.movein.model.Facts;
import io.movein.model.MigrationRequest;
import io.movein.model.MigrationStatus;
import io.movein.model.Plan;
import io.movein.model.PoolFacts;
import io.movein.model.Problem;
import io.movein.model.ResolvedHost;
import io.movein.model.Run;
import io.movein.model.StorageInterface;
import io.movein.report.AlarmRaised;
import io.movein.report.NetworkChanged;
import io.movein.report.RunPending;
import io.movein.report.RunProgressed;
import io.movein.report.RunStarted;
import io.movein.report.RunTornDown;
import io.movein.review.Given;
import io.movein.review.lifecycle.Limits;
import io.movein.review.lifecycle.WorstCase;
import io.movein.review.platform.FactsSource;
import io.movein.review.platform.Question;
import io.movein.review.state.Migration;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.streams.TopologyTestDriver;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The largest and worst of every field through the real stores and topics: no record that leaves or stays is over its limit. */
class WorstCaseIT {
    /** Not the folder that another build on this machine would use as well. */
    @TempDir
    private static Path state;

    private static final String MIGRATION = "a".repeat(39) + "/" + "b".repeat(100) + "#999999999";
    private static final int KAFKAS = 1 << 20;
    private final Codec codec = new Codec();
    private final StateSerdes serdes = new StateSerdes();
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final TopologyTestDriver driver = start();
    private int largest;
    private int steps;
    private int ids;

    /** As many facts as a large cluster has. */
    private static final class LargeCluster implements FactsSource {
        @Override
        public Facts gather(Question question) {
            return Given.someFacts()
                    .setTenant(Given.aTenant()
                            .setOwnerIds(Collections.nCopies(10_000, Long.MAX_VALUE))
                            .setSteadyState(resources(1_000_000, 1L << 50, 1L << 50))
                            .setRegisteredSecrets(IntStream.range(0, 5_000)
                                    .mapToObj(WorstCaseIT::secret)
                                    .toList())
                            .setStorageInterfaces(IntStream.range(0, 5_000)
                                    .mapToObj(i -> new StorageInterface(service(i), 9000))
                                    .toList())
                            .build())
                    .setPool(pool())
                    .setHosts(question.hosts().stream()
                            .map(host -> new ResolvedHost(
                                    host,
                                    IntStream.range(0, Limits.ADDRESSES)
                                            .mapToObj(i -> "2001:db8:1111:2222:3333:4444:5555:%x".formatted(0x1000 + i))
                                            .toList()))
                            .toList())
                    .setClusterRanges(IntStream.range(0, 20_000)
                            .mapToObj(i -> "10." + (i >> 8) % 256 + "." + i % 256 + ".0/24")
                            .toList())
                    .build();
        }

        @Override
        public PoolFacts pool() {
            return Given.aPool(resources(1L << 40, 1L << 60, 1L << 60));
        }
    }

    private TopologyTestDriver start() {
        var shared = new Shared(
                new ReviewMeters(registry),
                (_, reason) -> fail(reason),
                Duration.ofDays(400),
                _ -> Optional.empty(),
                codec);
        return TestedStream.start(new LargeCluster(), shared, state);
    }

    @AfterEach
    void close() {
        driver.close();
    }

    /** Two runs, as many more as there may be by what the first left behind, and the last two. */
    @Test
    void carriesTheLargestLegalMigrationThroughAllItsRuns() {
        var request = largestLegal();
        hears("request:1", request(request));
        lives(request, 1);
        lives(request, 2);
        fillUpWithRunsUntil(Limits.RUNS - 2);
        lives(request, Limits.RUNS - 1);
        lives(request, Limits.RUNS);

        weighStores();
        assertThat(events()).filteredOn("RunFinished"::equals).hasSize(4);
        assertThat(stored().getStatus().getRuns()).hasSize(Limits.RUNS);
        System.out.printf("the largest record of %d runs has %,d bytes%n", Limits.RUNS, largest);
    }

    private void lives(MigrationRequest request, int run) {
        hears(
                "labeled:" + run,
                ApproveMigration.newBuilder()
                        .setMigration(MIGRATION)
                        .setActor(OPERATOR)
                        .setRevision(Revision.of(request))
                        .setRun(run)
                        .setOnboarding(anOnboardingIssue().build())
                        .setAt(NOON)
                        .build());
        reportsOf(run);
        hears(
                "comment:" + run,
                ChoosePlan.newBuilder()
                        .setMigration(MIGRATION)
                        .setActor(OWNER)
                        .setRun(run)
                        .setPlan(Plan.RE_RUN)
                        .setUrl(LONG)
                        .build());
    }

    private void fillUpWithRunsUntil(int last) {
        var migration = stored();
        var runs = migration.getStatus().getRuns();
        var more = IntStream.rangeClosed(1, last)
                .mapToObj(number -> Run.newBuilder(number < last ? runs.getFirst() : runs.getLast())
                        .setNumber(number)
                        .build())
                .toList();
        var filled = Migration.newBuilder(migration)
                .setStatus(MigrationStatus.newBuilder(migration.getStatus())
                        .setRuns(more)
                        .build())
                .build();
        driver.<String, Migration>getKeyValueStore(StoredPlatform.MIGRATIONS).put(MIGRATION, filled);
        // it keeps the last one that it has read: with another it looks again
        TestedStream.hears(
                driver,
                codec,
                Topic.COMMANDS,
                "comment:1",
                new ShowStatus("acme/other#1", OWNER, LONG),
                Traceparent.begin());
    }

    private Migration stored() {
        return driver.<String, Migration>getKeyValueStore(StoredPlatform.MIGRATIONS)
                .get(MIGRATION);
    }

    @Test
    void answersTheWorstThatAnybodyCanWrite() {
        hears("request:1", request(worst()));
        hears("comment:1", new MisreadCommand(MIGRATION, OWNER, LONG, LONG, LONG));
        hears("comment:2", new RejectValidation(MIGRATION, OWNER, 1, LONG, LONG));
        hears("comment:3", new ShowStatus(MIGRATION, OWNER, LONG));

        assertThat(events())
                .containsExactly(
                        "MigrationRequested", "ReviewCompleted", "CommandRefused", "CommandRefused", "StatusShown");
    }

    private void reportsOf(int run) {
        hears("", new RunPending(MIGRATION, run, LONG));
        hears("", new RunStarted(MIGRATION, run, NOON, LONG));
        hears("", new RunProgressed(MIGRATION, run, WorstCase.progress(), NOON));
        for (int i = 0; i < 12; i++) {
            hears(
                    "",
                    AlarmRaised.newBuilder()
                            .setMigration(MIGRATION)
                            .setRun(run)
                            .setAlarm(Alarm.newBuilder()
                                    .setName(LONG)
                                    .setDetail(i + LONG)
                                    .build())
                            .setAt(NOON.plusSeconds(i))
                            .build());
        }
        hears(
                "",
                NetworkChanged.newBuilder()
                        .setMigration(MIGRATION)
                        .setRun(run)
                        .setAdded(Collections.nCopies(300, LONG))
                        .setDropped(Collections.nCopies(300, LONG))
                        .setAt(NOON)
                        .build());
        hears("", WorstCase.finished(MIGRATION, run));
        hears("", new RunTornDown(MIGRATION, run, true, Collections.nCopies(300, LONG)));
    }

    private static MigrationRequest largestLegal() {
        return aRequest()
                .setSource("漢".repeat(RequestLimits.SOURCE))
                .setSpike(resources(1_000_000, 1L << 50, 1L << 50))
                .setEgress(IntStream.range(0, RequestLimits.EGRESS_LINES)
                        .mapToObj(i -> "%03d.".formatted(i) + ("x".repeat(60) + ".").repeat(3) + "y".repeat(60)
                                + ".example:65535")
                        .toList())
                .setDestinations(IntStream.range(0, RequestLimits.DESTINATION_LINES)
                        .mapToObj(i -> service(i) + ":9000")
                        .toList())
                .setSecrets(IntStream.range(0, RequestLimits.SECRET_LINES)
                        .mapToObj(WorstCaseIT::secret)
                        .toList())
                .setConfiguration("😀".repeat(RequestLimits.CONFIGURATION_BYTES / 4))
                .setExpectedRuntimeSeconds(Long.MAX_VALUE)
                .setSupportsResume(true)
                .build();
    }

    private static MigrationRequest worst() {
        var lines = Collections.nCopies(300, LONG);
        return aRequest()
                .setOnboarding(LONG)
                .setSource(LONG)
                .setImage(LONG)
                .setEgress(lines)
                .setDestinations(lines)
                .setSecrets(lines)
                .setConfiguration(LONG)
                .setSpike(resources(Long.MAX_VALUE, Long.MIN_VALUE, -1))
                .setExpectedRuntimeSeconds(Long.MIN_VALUE)
                .build();
    }

    private RequestMigration request(MigrationRequest request) {
        var problems = new ArrayList<Problem>();
        if (request.getSource().equals(LONG)) {
            problems.addAll(Collections.nCopies(100, new Problem(LONG, LONG, LONG)));
        }
        return RequestMigration.newBuilder()
                .setMigration(MIGRATION)
                .setActor(OWNER)
                .setTitle("😀".repeat(256))
                .setRevision(Revision.of(request))
                .setRequest(request)
                .setProblems(problems)
                .setOnboarding(anOnboardingIssue().build())
                .setUpdatedAt(NOON)
                .build();
    }

    private static String secret(int i) {
        return "s".repeat(200) + "-%04d".formatted(i);
    }

    private static String service(int i) {
        return "s".repeat(58) + "%04d".formatted(i);
    }

    private final List<String> seen = new ArrayList<>();

    /** Avro's own records of the worst do not fit a topic either, so they are put where the decoded ones go. */
    private void hears(String id, SpecificRecord body) {
        var topic = Topic.COMMANDS.types().contains(body.getClass()) ? Topic.COMMANDS : Topic.RUN_REPORTS;
        TestedStream.hears(driver, codec, topic, id.isEmpty() ? "report:" + ++ids : id, body, Traceparent.begin());
        driver.advanceWallClockTime(Duration.ofMillis(10));
        weigh();
    }

    /** The stores only now and then, as each look encodes all that lies there. */
    private void weigh() {
        for (var topic : List.of(
                Topic.EVENTS, Topic.MIGRATIONS, Topic.PLANS, Topic.PROGRESS, Topic.RUN_ORDERS, Topic.DEAD_LETTERS)) {
            for (var record : TestedStream.records(driver, topic)) {
                assertThat(record.value().length).isLessThan(KAFKAS);
                assertThat(topic).as(new String(record.value(), 0, 10)).isNotEqualTo(Topic.DEAD_LETTERS);
                largest = Math.max(largest, record.value().length);
                if (topic == Topic.EVENTS) {
                    seen.add(new String(record.headers().lastHeader("ce_type").value()).replaceAll(".*\\.", ""));
                }
            }
        }
        if (++steps % 20 == 0) {
            weighStores();
        }
    }

    private void weighStores() {
        for (var store : driver.getAllStateStores().keySet()) {
            if (!store.equals("schemas")) {
                try (var all =
                        driver.<String, SpecificRecord>getKeyValueStore(store).all()) {
                    all.forEachRemaining(entry -> {
                        int size = serdes.size(entry.value);
                        assertThat(size).isLessThan(Weights.MOST);
                        largest = Math.max(largest, size);
                    });
                }
            }
        }
    }

    private List<String> events() {
        return seen;
    }
}
