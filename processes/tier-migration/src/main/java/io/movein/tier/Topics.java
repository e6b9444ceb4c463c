package io.movein.tier;

import io.movein.process.ConfigurationProblem;
import io.movein.process.ExitCode;
import io.movein.process.MigrationFailure;
import io.movein.process.Secrets;
import io.movein.process.lease.Fenced;
import io.movein.process.report.CheckOutcome;
import io.movein.process.run.ProcessRun;
import io.movein.store.kafka.DedicatedTopics;
import io.movein.store.kafka.GroupOffsets;
import io.movein.store.kafka.GroupPosition;
import io.movein.store.kafka.KafkaCluster;
import io.movein.store.kafka.KafkaFailure;
import io.movein.store.kafka.MovedTopic;
import io.movein.store.kafka.PartitionComparison;
import io.movein.store.kafka.RecordSelection;
import io.movein.store.kafka.TenantTopics;
import io.movein.store.kafka.TopicReadiness;
import io.movein.tier.configuration.TierPlan;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.BooleanSupplier;

/** The tenant's records, from shared topics to its own on another cluster, and where its consumer groups stand. */
final class Topics implements TenantStore {

    private static final Duration LOOK_EVERY = Duration.ofMillis(50);
    private static final Duration COMPARE_EVERY = Duration.ofSeconds(1);
    private static final Duration WATCH_EVERY = Duration.ofSeconds(2);
    private static final String END = "kafka/end/";
    private static final String HELD = "kafka/held";

    private final ProcessRun<TierPlan> run;
    private final TierPlan.Kafka plan;
    private final BooleanSupplier goBack;
    private final Runnable fence;
    private final TenantTopics topics;
    private final DedicatedTopics dedicated;
    private final GroupOffsets offsets;
    private final OptionalLong size;
    private Optional<RecordFollower> follower = Optional.empty();
    private long looked;
    private long missing;

    Topics(ProcessRun<TierPlan> run, TierPlan.Kafka plan, BooleanSupplier goBack, Runnable fence) {
        this.run = run;
        this.plan = plan;
        this.goBack = goBack;
        this.fence = fence;
        this.topics = new TenantTopics(
                cluster("kafka source", plan.source(), run.secrets()),
                cluster("kafka target", plan.target(), run.secrets()),
                MigrationName.ofReplication(run.configuration()),
                plan.topics().entrySet().stream()
                        .map(topic -> moved(topic.getKey(), topic.getValue()))
                        .toList(),
                Optional.ofNullable(plan.replicas()).map(Integer::shortValue),
                plan.groups(),
                plan.otherGroups(),
                run.journal().facts(),
                fence);
        this.dedicated = new DedicatedTopics(topics);
        this.offsets = new GroupOffsets(topics);
        this.size = plan.size() == null
                ? OptionalLong.empty()
                : OptionalLong.of(plan.size().bytes());
    }

    private static KafkaCluster cluster(String name, TierPlan.Cluster cluster, Secrets secrets) {
        var settings = new HashMap<>(cluster.settings());
        cluster.secrets()
                .forEach((key, secret) -> settings.put(key, secrets.read(secret).text()));
        return new KafkaCluster(name, cluster.bootstrap(), settings);
    }

    private static MovedTopic moved(String name, TierPlan.Topic topic) {
        return new MovedTopic(name, topic.name(name), selection(topic), topic.config());
    }

    private static RecordSelection selection(TierPlan.Topic topic) {
        if (topic.keyPrefix() != null) {
            return new RecordSelection.KeyPrefix(topic.keyPrefix());
        }
        if (topic.header() != null) {
            return new RecordSelection.Header(
                    topic.header().name(), topic.header().value());
        }
        if (topic.field() != null) {
            return RecordSelection.Field.of(
                    topic.field().pointer(), topic.field().value());
        }
        return new RecordSelection.All();
    }

    private static <T> T attempt(Work<T> work) throws InterruptedException {
        try {
            return work.make();
        } catch (KafkaFailure e) {
            throw failure(e);
        }
    }

    static MigrationFailure failure(KafkaFailure e) {
        return new MigrationFailure(
                e.cluster().equals("kafka source") ? ExitCode.SOURCE : ExitCode.DESTINATION,
                String.valueOf(e.getMessage()),
                e);
    }

    @Override
    public String name() {
        return "kafka";
    }

    @Override
    public List<ConfigurationProblem> problems() throws InterruptedException {
        return new TopicReadiness(topics, size).check();
    }

    @Override
    public Optional<String> size() throws InterruptedException {
        return Optional.of(attempt(() -> TopicAmount.words(run, topics)));
    }

    @Override
    public void begin() throws InterruptedException {
        follower = Optional.of(attempt(() -> {
            dedicated.make();
            return RecordFollower.start(topics.copier(), run.pace());
        }));
    }

    @Override
    public void copied() throws InterruptedException {
        await(attempt(topics::ends), Optional.empty());
        run.progress()
                .log("kafka: %d records are copied, more are followed"
                        .formatted(following().records()));
    }

    private RecordFollower following() {
        return follower.orElseThrow();
    }

    private void await(Map<String, Long> ends, Optional<Duration> limit) throws InterruptedException {
        var until = System.nanoTime() + limit.orElse(Duration.ZERO).toNanos();
        while (true) {
            var missing = following().missing(ends);
            if (missing.isEmpty()) {
                return;
            }
            if (goBack.getAsBoolean()) {
                throw new InterruptedException("told to roll back");
            }
            if (limit.isPresent() && System.nanoTime() - until > 0) {
                throw new MigrationFailure(
                        ExitCode.SOURCE,
                        "kafka source: after %s the target had not reached the end of %s; a transaction that is open there blocks everything after it; end it, or try again when less is written"
                                .formatted(limit.get(), missing));
            }
            Thread.sleep(LOOK_EVERY);
        }
    }

    @Override
    public Optional<String> moved() {
        return Optional.of("%d records".formatted(following().records()));
    }

    @Override
    public OptionalLong missing() throws InterruptedException {
        var now = System.nanoTime();
        if (looked == 0 || now - looked > COMPARE_EVERY.toNanos()) {
            looked = now;
            missing = attempt(() -> {
                dedicated.same();
                return following().missing(topics.ends()).values().stream()
                        .mapToLong(Long::longValue)
                        .sum();
            });
        }
        return OptionalLong.of(missing);
    }

    @Override
    public boolean isClose() throws InterruptedException {
        return missing().orElseThrow() <= plan.maxLag();
    }

    @Override
    public void drain() throws InterruptedException {
        var ends = attempt(() -> {
            dedicated.same();
            return topics.ends();
        });
        following().hurry();
        await(ends, Optional.of(plan.limit()));
        following().close();
        var kept = new HashMap<String, String>();
        ends.forEach((partition, end) -> kept.put(END + partition, Long.toString(end)));
        run.journal().facts().putAll(kept);
    }

    @Override
    public Optional<String> verifyFollowed() throws InterruptedException {
        try {
            await(attempt(topics::ends), Optional.of(plan.limit()));
            var agreed = attempt(() -> following().agree(topics, plan.limit()))
                    .orElseThrow(() -> new MigrationFailure(
                            ExitCode.REFUSED,
                            "kafka: the copier was in the middle of a step for longer than %s; if it is paused, /continue, then try again"
                                    .formatted(plan.limit())));
            for (var topic : topics.topics()) {
                verify(topic, () -> topics.compare(topic, agreed));
            }
            return Optional.of("the records of %d partitions up to where they were copied to"
                    .formatted(agreed.source().size()));
        } catch (Fenced e) {
            throw e;
        } catch (MigrationFailure e) {
            return AgreedPosition.none(run.checks(), "the records", String.valueOf(e.getMessage()));
        }
    }

    @Override
    public void verify() throws InterruptedException {
        var ends = new HashMap<String, Long>();
        run.journal()
                .facts()
                .between(END, END + "~", Integer.MAX_VALUE)
                .forEach(end -> ends.put(end.getKey().substring(END.length()), Long.valueOf(end.getValue())));
        for (var topic : topics.topics()) {
            verify(topic, () -> topics.compare(topic, ends));
        }
    }

    private void verify(MovedTopic topic, Work<List<PartitionComparison>> comparison) throws InterruptedException {
        try {
            compared(topic, comparison.make());
        } catch (KafkaFailure e) {
            run.checks().replace(CheckOutcome.notMade("records", topic.from(), String.valueOf(e.getMessage())));
        }
    }

    private void compared(MovedTopic topic, List<PartitionComparison> partitions) {
        var some = partitions.stream().anyMatch(partition -> partition.source() > 0);
        var declared = Objects.requireNonNull(plan.topics().get(topic.from())).empty();
        for (var one : partitions) {
            var none = one.source() == 0 && one.target() == 0;
            run.checks()
                    .replace(
                            none && (some || declared)
                                    ? CheckOutcome.empty("records", one.of(), 0, 0)
                                    : CheckOutcome.exact("records", one.of(), one.source(), one.target()));
            if (!none) {
                run.checks()
                        .replace(CheckOutcome.exact("checksum of records", one.of(), one.sourceSum(), one.targetSum()));
            }
            run.checks()
                    .replace(CheckOutcome.exact(
                            "offset map", one.of(), "complete to " + one.end(), "complete to " + one.mapped()));
            if (!one.difference().isEmpty() || one.gone() > 0) {
                run.progress()
                        .log("kafka: %s: %s; %d records that the source has removed since then are at the target"
                                .formatted(
                                        one.of(), one.difference().isEmpty() ? "equal" : one.difference(), one.gone()));
            }
        }
    }

    @Override
    public void beforeSwitch() throws InterruptedException {
        var carried = attempt(() -> {
            dedicated.same();
            return offsets.carryOver();
        });
        run.figures().put("groupOffsets", carried);
        run.progress().log("kafka: %d group offsets are carried over".formatted(carried));
    }

    /** What the target keeps is held until it is known that each group goes on where it was. */
    @Override
    public void settle(Orders orders) throws InterruptedException {
        hold(orders);
        attempt(() -> {
            setAgain(offsets.watch());
            offsets.check().forEach(this::add);
            dedicated.release();
            return true;
        });
    }

    /** Until the time is over that began with the switch, whichever process was there then; or the owner has seen it; or it has to stop. */
    private void hold(Orders orders) throws InterruptedException {
        if (plan.hold().isZero()) {
            return;
        }
        var facts = run.journal().facts();
        var until = facts.get(HELD)
                .map(Instant::parse)
                .orElseGet(() -> Instant.now().plus(plan.hold()));
        facts.put(HELD, until.toString());
        run.progress()
                .log("kafka: retention at the target is suspended until %s, or until you say /continue"
                        .formatted(until.truncatedTo(ChronoUnit.SECONDS)));
        run.progress().phase("held", "groups", OptionalLong.of(plan.groups().size()));
        orders.acceptTheEnd();
        var absent = plan.groups().size();
        var next = System.nanoTime();
        while (Instant.now().isBefore(until) && orders.poll().isEmpty()) {
            if (System.nanoTime() - next >= 0) {
                absent = watched(absent);
                next = System.nanoTime() + WATCH_EVERY.toNanos();
            }
        }
        orders.refuseTheEnd();
    }

    /** @return how many groups have not joined; a target that does not answer for a while ends nothing */
    private int watched(int before) throws InterruptedException {
        fence.run();
        try {
            var watched = offsets.watch();
            setAgain(watched);
            run.progress().add(before - watched.absent().size());
            return watched.absent().size();
        } catch (KafkaFailure e) {
            run.progress().log("kafka: the groups could not be checked: " + e.getMessage());
            return before;
        }
    }

    private void setAgain(GroupOffsets.Watched watched) {
        if (!watched.again().isEmpty()) {
            run.progress()
                    .log("kafka: committed offsets were gone before the group joined, and are set again: "
                            + watched.again());
        }
    }

    private void add(GroupPosition position) {
        var wanted = "%d or later".formatted(position.wanted());
        run.checks()
                .replace(CheckOutcome.exact(
                        "consumer offset",
                        position.of(),
                        wanted,
                        position.isKept()
                                ? wanted
                                : position.found() < 0 ? "nothing" : "%d".formatted(position.found())));
        if (!position.isKept()) {
            throw new MigrationFailure(
                    ExitCode.DESTINATION,
                    "kafka target: group %s is at %s after the switch (expected %s); its topics keep everything meanwhile: set it to %d"
                            .formatted(
                                    position.of(),
                                    position.found() < 0 ? "nothing" : position.found(),
                                    wanted,
                                    position.wanted()));
        }
    }

    @Override
    public Optional<String> undo(boolean anew) throws InterruptedException {
        if (follower.isPresent()) {
            follower.get().close();
        }
        if (follower.isEmpty() && !dedicated.mayBeThere()) {
            return Optional.empty();
        }
        return Optional.of(attempt(() -> {
            offsets.withdraw();
            return anew
                    ? "topics are kept for the next attempt"
                    : "topics %s are deleted".formatted(dedicated.remove());
        }));
    }
}
