package io.movein.local.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.movein.contract.Codec;
import io.movein.contract.Message;
import io.movein.contract.MigrationId;
import io.movein.contract.Topic;
import io.movein.contract.Traceparent;
import io.movein.local.bench.Crowd;
import io.movein.local.screen.Screen;
import io.movein.local.stack.DataDir;
import io.movein.local.stack.LocalStack;
import io.movein.local.stack.StackOptions;
import io.movein.local.stack.Surroundings;
import io.movein.observability.Prometheus;
import io.movein.order.StopRun;
import io.movein.runtime.KafkaSettings;
import io.movein.standin.github.faults.AnswerFault;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * Each alert is made to fire by the fault that it is for: real services, a real Prometheus, and the shipped rules in a time that
 * runs thirty times faster. With {@code -Dmovein.faults=true}, as CI has it.
 */
@EnabledIfSystemProperty(named = "movein.faults", matches = "true")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class AlertsByFaultsIT {
    private static final ConfigResource DEAD_LETTERS =
            new ConfigResource(ConfigResource.Type.TOPIC, Topic.DEAD_LETTERS.topicName());

    @TempDir
    static Path folder;

    private static DataDir data;
    private static Disk disk;
    private static Clocks clocks;
    private static Brokers brokers;
    private static LocalStack stack;
    private static Prometheus prometheus;
    private static Chaos chaos;
    private static int issue;

    @BeforeAll
    static void start() throws Exception {
        assumeTrue(Prometheus.program().isPresent(), "prometheus is not installed");
        System.setProperty(
                "movein.home", Path.of("../..").toAbsolutePath().normalize().toString());
        data = DataDir.openEmpty(folder.resolve("data"));
        disk = new Disk(data.path());
        clocks = new Clocks(data.folder("clocks"));
        var names = new Names(data.child("names"));
        brokers = new Brokers(1, data.folder("kafka"), data.folder("logs"));
        stack = LocalStack.start(
                StackOptions.forManySmallRuns()
                        .onKafka(brokers.bootstrapServers())
                        .within(Names.GITHUB, new Surroundings(_ -> names.jvm(), AlertsByFaultsIT::environment)),
                StackOptions.Default.FREE,
                data,
                Map.of(),
                new Screen(System.out, false, false));
        var github = Objects.requireNonNull(stack.localGitHub());
        chaos = new Chaos(stack, github.faults(), brokers, names, clocks, disk);
        prometheus = Prometheus.startImpatient(
                folder.resolve("prometheus"),
                Misfortune.SERVICES.stream()
                        .collect(Collectors.toMap(name -> "movein-" + name, AlertsByFaultsIT::address)));
        var crowd = new Crowd(github.model(), stack.client(), "registry.example/none@sha256:" + "0".repeat(64));
        var form = crowd.tenant(1);
        crowd.settle(1);
        issue = github.model()
                .openWithForm("capability-owner", "Migrate my data", form.body(), List.of("migrate-my-data"))
                .number();
        prometheus.awaits("count(up{job=~\"movein-.*\"} == 1) == 4");
    }

    @AfterAll
    static void stop() throws Exception {
        for (var part : new AutoCloseable[] {prometheus, stack, brokers, disk, data}) {
            if (part != null) {
                part.close();
            }
        }
    }

    private static Map<String, String> environment(String service) {
        var environment = new HashMap<>(clocks.environment(service));
        environment.put("MOVEIN_STUCK_AFTER", "5s");
        return environment;
    }

    private static URI address(String service) {
        return stack.services().named(service).url();
    }

    @Test
    @Order(1)
    void anApprovalWaitsForTheOperator() throws Exception {
        fires("MoveinOperatorAwaited", "");
        assertThat(prometheus.firing()).containsOnly("MoveinOperatorAwaited of ");
    }

    @Test
    @Order(2)
    void aServiceIsFrozen() throws Exception {
        during(new Misfortune.Frozen("intake", Duration.ofSeconds(15)), "MoveinServiceDown", "intake");
    }

    @Test
    @Order(3)
    void garbageComes() throws Exception {
        for (var reader : Map.of("review", Topic.COMMANDS, "reporter", Topic.EVENTS, "runner", Topic.RUN_ORDERS)
                .entrySet()) {
            silent("MoveinDeadLetters", reader.getKey());
            send(new ProducerRecord<>(reader.getValue().topicName(), key(), new byte[] {1, 2, 3}));
            fires("MoveinDeadLetters", reader.getKey());
        }
    }

    @Test
    @Order(4)
    void deadLettersAreNotTaken() throws Exception {
        silent("MoveinDeadLetterFailed");
        set(DEAD_LETTERS, "max.message.bytes", "10");
        send(new ProducerRecord<>(Topic.EVENTS.topicName(), key(), new byte[] {1, 2, 3}));
        fires("MoveinDeadLetterFailed", "reporter");
        set(DEAD_LETTERS, "max.message.bytes", "1048588");
    }

    @Test
    @Order(5)
    void aTopicIsAltered() throws Exception {
        var commands = new ConfigResource(ConfigResource.Type.TOPIC, Topic.COMMANDS.topicName());
        awaitsSilence("MoveinTopicAltered");
        set(commands, "cleanup.policy", "compact");
        fires("MoveinTopicAltered", "review");
        set(commands, "cleanup.policy", "delete");
        awaitsSilence("MoveinTopicAltered");
    }

    @Test
    @Order(6)
    void aTopicIsDeleted() throws Exception {
        silent("MoveinTopicRecreated");
        try (var admin = admin()) {
            admin.deleteTopics(List.of(Topic.PROGRESS.topicName())).all().get();
        }
        fires("MoveinTopicRecreated", "");
    }

    @Test
    @Order(7)
    void gitHubFails() throws Exception {
        silent("MoveinGitHubAway");
        silent("MoveinStuck");
        var github = Objects.requireNonNull(stack.localGitHub());
        github.faults().answerNext(1_000_000, "*", ".", new AnswerFault.ServerError(502));
        github.model().comment("capability-owner", issue, "/status");
        fires("MoveinGitHubAway", "intake");
        fires("MoveinStuck", "intake");
        fires("MoveinBehind", "intake");
        github.faults().clear();
        awaitsSilence("MoveinStuck");
    }

    @Test
    @Order(8)
    void gitHubNeverAnswers() throws Exception {
        silent("MoveinWorkerDown");
        var github = Objects.requireNonNull(stack.localGitHub());
        github.faults().answerNext(1_000_000, "*", ".", new AnswerFault.StalledAnswer());
        github.model().comment("capability-owner", issue, "/status");
        fires("MoveinWorkerDown", "intake");
        github.faults().clear();
        awaitsSilence("MoveinWorkerDown");
    }

    @Test
    @Order(9)
    void kafkaIsAway() throws Exception {
        silent("MoveinPublishFails");
        silent("MoveinServiceWaits");
        var away = strike(new Misfortune.KafkaAway(Duration.ofSeconds(75)));
        chaos.strike(new Misfortune.Killed("runner"));
        fires("MoveinServiceWaits", "runner");
        for (int hint = 0; hint < 30; hint++) {
            Objects.requireNonNull(stack.localGitHub()).model().comment("capability-owner", issue, "thanks");
        }
        fires("MoveinPublishFails", "intake");
        away.join();
    }

    @Test
    @Order(10)
    void aClockIsSet() throws Exception {
        assumeTrue(clocks.canBeSet(), "no libfaketime (Debian's package faketime)");
        silent("MoveinClockJumped");
        clocks.set("reporter", Duration.ofHours(1));
        fires("MoveinClockJumped", "reporter");
        clocks.set("reporter", Duration.ZERO);
    }

    @Test
    @Order(11)
    void aServiceIsKilledAgainAndAgain() throws Exception {
        silent("MoveinServiceRestarts", "reporter");
        for (int times = 1; times <= 4; times++) {
            chaos.strike(new Misfortune.Killed("reporter"));
            prometheus.awaits("changes(process_start_time_seconds{job=\"movein-reporter\"}[30m]) >= " + times);
        }
        fires("MoveinServiceRestarts", "reporter");
    }

    @Test
    @Order(12)
    void anOrderOfTomorrowComes() throws Exception {
        silent("MoveinUnknownSchema");
        awaitsSilence("MoveinStandstill");
        var tomorrow = new Codec()
                .encode(
                        Topic.RUN_ORDERS,
                        new Message<>(
                                "tomorrow",
                                "/movein/review",
                                MigrationId.parse(key()),
                                Instant.now(),
                                Traceparent.begin(),
                                StopRun.newBuilder()
                                        .setMigration(key())
                                        .setRun(1)
                                        .setNamespace("tenant-1")
                                        .setReason("")
                                        .build()));
        tomorrow.value()[5] ^= 1;
        send(tomorrow);
        fires("MoveinUnknownSchema", "runner");
        fires("MoveinStandstill", "runner");
    }

    @Test
    @Order(13)
    void theApiServerHangs() throws Exception {
        silent("MoveinWatchSilent");
        var faults = Objects.requireNonNull(stack.localCluster()).faults();
        faults.hang();
        faults.cutWatches();
        fires("MoveinWatchSilent", "runner");
        faults.clear();
        awaitsSilence("MoveinWatchSilent");
    }

    /** Nobody takes a partition away again, so review is not ready from here on. */
    @Test
    @Order(14)
    void aTopicOfOneOrderGetsASecondPartition() throws Exception {
        awaitsSilence("MoveinNotReady");
        try (var admin = admin()) {
            admin.createPartitions(Map.of(Topic.COMMANDS.topicName(), NewPartitions.increaseTo(2)))
                    .all()
                    .get();
        }
        fires("MoveinNotReady", "review");
        fires("MoveinTopicAltered", "review");
    }

    @Test
    @Order(15)
    void somebodyElseReadsInItsGroup() throws Exception {
        silent("MoveinWorkerDies");
        var frozen = strike(new Misfortune.Frozen("reporter", Duration.ofSeconds(20)));
        try (var other = new ForeignReader(brokers.bootstrapServers(), "movein-reporter")) {
            other.takesTheGroup(Topic.EVENTS);
            frozen.join();
            fires("MoveinWorkerDies", "reporter");
        }
    }

    private static String key() {
        return "acme/platform#" + issue;
    }

    private static void during(Misfortune misfortune, String alert, String service) throws Exception {
        silent(alert, service);
        var struck = strike(misfortune);
        fires(alert, service);
        struck.join();
        awaitsSilence(alert);
    }

    private static CompletableFuture<Void> strike(Misfortune misfortune) {
        return CompletableFuture.runAsync(
                () -> {
                    try {
                        chaos.strike(misfortune);
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                },
                Thread::startVirtualThread);
    }

    private static void silent(String alert) {
        silent(alert, "");
    }

    private static void silent(String alert, String service) {
        assertThat(prometheus.answers(query(alert, service)))
                .as("%s of %s before the fault", alert, service)
                .isFalse();
    }

    private static void fires(String alert, String service) throws Exception {
        var begun = System.nanoTime();
        prometheus.awaits(query(alert, service));
        System.out.printf(
                "alert: %s %s after %d s%n",
                alert, service, Duration.ofNanos(System.nanoTime() - begun).toSeconds());
    }

    private static void awaitsSilence(String alert) throws Exception {
        prometheus.awaits("absent(" + query(alert, "") + ")");
    }

    private static String query(String alert, String service) {
        return "ALERTS{alertstate=\"firing\",alertname=\"%s\"%s}"
                .formatted(alert, service.isEmpty() ? "" : ",job=\"movein-" + service + "\"");
    }

    private static void send(ProducerRecord<String, byte[]> record) throws Exception {
        try (var producer = new KafkaProducer<>(
                KafkaSettings.of(brokers.bootstrapServers()).client(),
                new StringSerializer(),
                new ByteArraySerializer())) {
            producer.send(record).get();
        }
    }

    private static void set(ConfigResource topic, String name, String value) throws Exception {
        try (var admin = admin()) {
            admin.incrementalAlterConfigs(Map.of(
                            topic, List.of(new AlterConfigOp(new ConfigEntry(name, value), AlterConfigOp.OpType.SET))))
                    .all()
                    .get();
        }
    }

    private static Admin admin() {
        return Admin.create(KafkaSettings.of(brokers.bootstrapServers()).client());
    }
}
