package io.movein.local.bench.tier;

import io.movein.local.bench.objects.Measured;
import io.movein.local.screen.Screen;
import io.movein.local.stack.DataDir;
import io.movein.process.items.Journal;
import io.movein.store.kafka.DedicatedTopics;
import io.movein.store.kafka.GroupOffsets;
import io.movein.store.kafka.KafkaCluster;
import io.movein.store.kafka.MovedTopic;
import io.movein.store.kafka.PartitionComparison;
import io.movein.store.kafka.RecordSelection;
import io.movein.store.kafka.TenantTopics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "kafka",
        mixinStandardHelpOptions = true,
        description = "Copies the records of one of four tenants from a topic of one Kafka to another: as "
                + "tier-migration does, in transactions and with an offset map, and with a bare consumer and "
                + "producer. Then carries consumer groups over and checks the next record of each, compared with "
                + "MirrorMaker 2, which copies whole topics, if connect-mirror-maker.sh is on the path. Prints "
                + "medians of several rounds and the ratio.")
public final class KafkaBenchCommand implements Callable<Integer> {

    private static final String OURS = "tier-migration";
    private static final String BARE = "bare consumer and producer";
    private static final MovedTopic TOPIC = new MovedTopic(
            SharedTopic.NAME, "tenant-0.events", new RecordSelection.KeyPrefix(SharedTopic.KEY), Map.of());

    @Option(
            names = "--records",
            paramLabel = "N",
            description = "Records of 200 bytes for each of four tenants (default: ${DEFAULT-VALUE}).")
    private int records = 500_000;

    @Option(names = "--groups", paramLabel = "N", description = "Consumer groups (default: ${DEFAULT-VALUE}).")
    private int groups = 25;

    @Option(
            names = "--rounds",
            paramLabel = "N",
            description = "Rounds; medians are printed (default: ${DEFAULT-VALUE}).")
    private int rounds = 5;

    private final Screen screen = Screen.ofThisProcess(System.getenv());

    @Override
    public Integer call() throws Exception {
        try (var data = DataDir.openEmpty(Path.of(".movein", "bench-kafka"));
                var topic = new SharedTopic(data.folder("kafka"), records)) {
            return measure(topic, data.path()) ? 0 : 1;
        }
    }

    /** Where the groups have come to, from the beginning to the end of each partition. */
    private long offset(SharedTopic topic, int group) {
        return group * topic.offsets() / Math.max(groups - 1, 1);
    }

    private static String name(int group) {
        return "group-" + group;
    }

    private List<String> names() {
        return IntStream.range(0, groups).mapToObj(KafkaBenchCommand::name).toList();
    }

    private boolean measure(SharedTopic topic, Path folder) throws Exception {
        for (var group = 0; group < groups; group++) {
            topic.commit(name(group), offset(topic, group));
        }
        var positions = new Positions();
        turns(topic, folder, new Positions()).run(1);
        var warm = turns(topic, folder, positions);
        warm.run(rounds);
        screen.heading("%,d records of the tenant among %,d in %d partitions, median of %d, after warm-up"
                .formatted(topic.records(), topic.offsets() * SharedTopic.PARTITIONS, SharedTopic.PARTITIONS, rounds));
        warm.names()
                .forEach(name -> screen.line("  %-28s %6.2f s  %s  %,9.0f records/s"
                        .formatted(
                                name,
                                warm.median(name).seconds(),
                                warm.range(name),
                                topic.records() / warm.median(name).seconds())));
        screen.line("  tier-migration copies %.2f x as fast as a bare consumer and producer"
                .formatted(warm.ratio(BARE, OURS)));
        screen.line("  next records of the groups: tier-migration has %s".formatted(positions.words()));
        screen.line(mirrorMaker(topic, folder));
        return positions.isExact();
    }

    private Turns turns(SharedTopic topic, Path folder, Positions positions) {
        return new Turns().with(OURS, () -> copy(topic, folder, positions)).with(BARE, () -> bare(topic));
    }

    private String mirrorMaker(SharedTopic topic, Path folder)
            throws IOException, InterruptedException, ExecutionException {
        if (!Installed.has(MirrorMaker.PROGRAM)) {
            return "  %s is not on the path: nothing to compare with".formatted(MirrorMaker.PROGRAM);
        }
        new MirrorMaker(topic, folder.toAbsolutePath()).carryOver(names());
        var positions = new Positions();
        for (var group = 0; group < groups; group++) {
            var at = offset(topic, group);
            topic.next(name(group), MirrorMaker.COPY).forEach(found -> positions.add(at, found));
        }
        return "  MirrorMaker 2, copying the whole topic as it knows no tenants, has " + positions.words();
    }

    private Measured copy(SharedTopic topic, Path folder, Positions positions)
            throws IOException, InterruptedException {
        var file = Files.createTempDirectory(folder, "journal").resolve("journal.db");
        try (var journal = Journal.open(file, Clock.systemUTC())) {
            var plan = new TenantTopics(
                    new KafkaCluster("source", topic.address(false), Map.of()),
                    new KafkaCluster("target", topic.address(true), Map.of()),
                    "movein-bench",
                    List.of(TOPIC),
                    Optional.empty(),
                    names(),
                    List.of(),
                    journal.facts(),
                    () -> {});
            var dedicated = new DedicatedTopics(plan);
            dedicated.make();
            var ends = plan.ends();
            var began = System.nanoTime();
            try (var copier = plan.copier()) {
                copier.hurry();
                while (!TenantTopics.missing(copier, ends).isEmpty()) {
                    copier.step(_ -> {});
                }
            }
            var took = Duration.ofNanos(System.nanoTime() - began);
            equal(plan.compare(TOPIC, ends), topic.records());
            new GroupOffsets(plan).carryOver();
            for (var group = 0; group < groups; group++) {
                var next = Math.ceilDiv(offset(topic, group), SharedTopic.TENANTS) * SharedTopic.TENANTS;
                topic.next(name(group), TOPIC.to())
                        .forEach(found -> positions.add(Math.min(next, topic.offsets()), found));
            }
            new GroupOffsets(plan).withdraw();
            dedicated.remove();
            return new Measured(took, Duration.ZERO, 0);
        }
    }

    private static void equal(List<PartitionComparison> partitions, long records) {
        var there = partitions.stream().mapToLong(PartitionComparison::target).sum();
        var different = partitions.stream()
                .filter(one -> !one.sourceSum().equals(one.targetSum()))
                .toList();
        if (there != records || !different.isEmpty()) {
            throw new IllegalStateException(
                    "%d records at the target (expected %d), different: %s".formatted(there, records, different));
        }
    }

    private static Measured bare(SharedTopic topic) throws InterruptedException {
        try {
            topic.makeBare();
            var measured = Measured.here(topic::copyBare);
            var arrived = topic.removeBare();
            if (arrived != topic.records()) {
                throw new IllegalStateException(
                        "%d records at the target (expected %d)".formatted(arrived, topic.records()));
            }
            return measured;
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }
}
