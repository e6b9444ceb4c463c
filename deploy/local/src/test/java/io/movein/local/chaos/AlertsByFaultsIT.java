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
import io.movein.standin.github.faults.AnswerFault;
import io.movein.standin.node.image.ImageConfig;
import io.movein.standin.node.image.OciImage;
import io.movein.testkit.RegistryStandIn;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.apache.kafka.clients.producer.ProducerRecord;
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
    /** A copy of half a tenant that gets no further, while writes come in. */
    private static final String STANDS_STILL = """
            while sleep 1; do
              echo '{"movein":{"phase":"initial_sync","done":50,"total":100,"unit":"keys","lag":{"keys":20000,"bytes":null}}}'
            done""";

    @TempDir
    static Path folder;

    private static DataDir data;
    private static Disk disk;
    private static Clocks clocks;
    private static Brokers brokers;
    private static TopicFaults topics;
    private static LocalStack stack;
    private static Prometheus prometheus;
    private static Alerts alerts;
    private static Chaos chaos;
    private static RegistryStandIn registry;
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
        topics = new TopicFaults(brokers.bootstrapServers());
        registry = RegistryStandIn.start();
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
        alerts = new Alerts(prometheus);
        var crowd = new Crowd(github.model(), stack.client(), "registry.example/none@sha256:" + "0".repeat(64));
        issue = file(crowd, 1);
        prometheus.awaits("count(up{job=~\"movein-.*\"} == 1) == 4");
    }

    @AfterAll
    static void stop() throws Exception {
        for (var part : new AutoCloseable[] {prometheus, stack, registry, brokers, disk, data}) {
            if (part != null) {
                part.close();
            }
        }
    }

    private static Map<String, String> environment(String service) {
        var environment = new HashMap<>(clocks.environment(service));
        environment.put("MOVEIN_STUCK_AFTER", "5s");
        environment.put("MOVEIN_SCHEMA_REGISTRY_URL", registry.url());
        return environment;
    }

    private static URI address(String service) {
        return stack.services().named(service).url();
    }

    @Test
    @Order(1)
    void anApprovalWaitsForTheOperator() throws Exception {
        alerts.fires("MoveinOperatorAwaited", "");
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
            alerts.silent("MoveinDeadLetters", reader.getKey());
            topics.send(new ProducerRecord<>(reader.getValue().topicName(), key(), new byte[] {1, 2, 3}));
            alerts.fires("MoveinDeadLetters", reader.getKey());
        }
    }

    @Test
    @Order(4)
    void deadLettersAreNotTaken() throws Exception {
        alerts.silent("MoveinDeadLetterFailed");
        topics.set(Topic.DEAD_LETTERS, "max.message.bytes", "10");
        topics.send(new ProducerRecord<>(Topic.EVENTS.topicName(), key(), new byte[] {1, 2, 3}));
        alerts.fires("MoveinDeadLetterFailed", "reporter");
        topics.set(Topic.DEAD_LETTERS, "max.message.bytes", "1048588");
    }

    @Test
    @Order(5)
    void aTopicIsAltered() throws Exception {
        alerts.awaitsSilence("MoveinTopicAltered");
        topics.set(Topic.COMMANDS, "cleanup.policy", "compact");
        alerts.fires("MoveinTopicAltered", "review");
        topics.set(Topic.COMMANDS, "cleanup.policy", "delete");
        alerts.awaitsSilence("MoveinTopicAltered");
    }

    @Test
    @Order(6)
    void aTopicIsDeleted() throws Exception {
        alerts.silent("MoveinTopicRecreated");
        topics.delete(Topic.PROGRESS);
        alerts.fires("MoveinTopicRecreated", "");
    }

    @Test
    @Order(7)
    void gitHubFails() throws Exception {
        alerts.silent("MoveinGitHubAway");
        alerts.silent("MoveinStuck");
        var github = Objects.requireNonNull(stack.localGitHub());
        github.faults().answerNext(1_000_000, "*", ".", new AnswerFault.ServerError(502));
        github.model().comment("capability-owner", issue, "/status");
        alerts.fires("MoveinGitHubAway", "intake");
        alerts.fires("MoveinStuck", "intake");
        alerts.fires("MoveinBehind", "intake");
        github.faults().clear();
        alerts.awaitsSilence("MoveinStuck");
    }

    @Test
    @Order(8)
    void gitHubNeverAnswers() throws Exception {
        alerts.silent("MoveinWorkerDown");
        var github = Objects.requireNonNull(stack.localGitHub());
        github.faults().answerNext(1_000_000, "*", ".", new AnswerFault.StalledAnswer());
        github.model().comment("capability-owner", issue, "/status");
        alerts.fires("MoveinWorkerDown", "intake");
        github.faults().clear();
        alerts.awaitsSilence("MoveinWorkerDown");
    }

    @Test
    @Order(9)
    void kafkaIsAway() throws Exception {
        alerts.silent("MoveinPublishFails");
        alerts.silent("MoveinServiceWaits");
        var away = strike(new Misfortune.KafkaAway(Duration.ofSeconds(75)));
        chaos.strike(new Misfortune.Killed("runner"));
        alerts.fires("MoveinServiceWaits", "runner");
        for (int hint = 0; hint < 30; hint++) {
            Objects.requireNonNull(stack.localGitHub()).model().comment("capability-owner", issue, "thanks");
        }
        alerts.fires("MoveinPublishFails", "intake");
        away.join();
    }

    /** Until the last of the faults. */
    @Test
    @Order(10)
    void theCopyOfATenantStandsStill() throws Exception {
        alerts.silent("MoveinTenantMigrationStalled");
        alerts.silent("MoveinTenantMigrationHighLag");
        var github = Objects.requireNonNull(stack.localGitHub()).model();
        var copies = file(new Crowd(github, stack.client(), imageOf(STANDS_STILL)), 2);
        // an approval counts from the second after the review
        prometheus.awaits("min_over_time(movein_operator_tasks{task=\"approve\"}[3s]) >= 2");
        github.addLabels("operator", copies, List.of("operator:approved"));
        alerts.fires("MoveinTenantMigrationHighLag", "");
        alerts.fires("MoveinTenantMigrationStalled", "");
    }

    /** With it passes an hour in which the copy of the tenant has told nothing. */
    @Test
    @Order(11)
    void aClockIsSet() throws Exception {
        assumeTrue(clocks.canBeSet(), "no libfaketime (Debian's package faketime)");
        alerts.silent("MoveinClockJumped");
        alerts.silent("MoveinMigrationStalled");
        clocks.set("reporter", Duration.ofHours(1));
        alerts.fires("MoveinClockJumped", "reporter");
        alerts.fires("MoveinMigrationStalled", "");
        clocks.set("reporter", Duration.ZERO);
        alerts.awaitsSilence("MoveinMigrationStalled");
    }

    /** As in a new pod, review has no numbers of an earlier start. */
    @Test
    @Order(12)
    void theSchemaRegistryIsAway() throws Exception {
        alerts.silent("MoveinSchemaRegistryAway");
        registry.answersOnly(503, "{\"error_code\":503,\"message\":\"is being restarted\"}");
        Files.delete(data.child("review").resolve("schema-ids.json"));
        chaos.strike(new Misfortune.Killed("review"));
        alerts.fires("MoveinSchemaRegistryAway", "review");
        registry.isWellAgain();
    }

    @Test
    @Order(13)
    void aServiceIsKilledAgainAndAgain() throws Exception {
        alerts.silent("MoveinServiceRestarts", "reporter");
        for (int times = 1; times <= 4; times++) {
            chaos.strike(new Misfortune.Killed("reporter"));
            prometheus.awaits("changes(process_start_time_seconds{job=\"movein-reporter\"}[30m]) >= " + times);
        }
        alerts.fires("MoveinServiceRestarts", "reporter");
    }

    @Test
    @Order(14)
    void anOrderOfTomorrowComes() throws Exception {
        alerts.silent("MoveinUnknownSchema");
        alerts.awaitsSilence("MoveinStandstill");
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
        topics.send(tomorrow);
        alerts.fires("MoveinUnknownSchema", "runner");
        alerts.fires("MoveinStandstill", "runner");
    }

    @Test
    @Order(15)
    void theApiServerHangs() throws Exception {
        alerts.silent("MoveinWatchSilent");
        var faults = Objects.requireNonNull(stack.localCluster()).faults();
        faults.hang();
        faults.cutWatches();
        alerts.fires("MoveinWatchSilent", "runner");
        faults.clear();
        alerts.awaitsSilence("MoveinWatchSilent");
    }

    /** Nobody takes a partition away again, so review is not ready from here on. */
    @Test
    @Order(16)
    void aTopicOfOneOrderGetsASecondPartition() throws Exception {
        alerts.awaitsSilence("MoveinNotReady");
        topics.partitions(Topic.COMMANDS, 2);
        alerts.fires("MoveinNotReady", "review");
        alerts.fires("MoveinTopicAltered", "review");
    }

    @Test
    @Order(17)
    void somebodyElseReadsInItsGroup() throws Exception {
        alerts.silent("MoveinWorkerDies");
        var frozen = strike(new Misfortune.Frozen("reporter", Duration.ofSeconds(20)));
        try (var other = new ForeignReader(brokers.bootstrapServers(), "movein-reporter")) {
            other.takesTheGroup(Topic.EVENTS);
            frozen.join();
            alerts.fires("MoveinWorkerDies", "reporter");
        }
    }

    private static int file(Crowd crowd, int tenant) throws Exception {
        var form = crowd.tenant(tenant);
        crowd.settle(tenant);
        return Objects.requireNonNull(stack.localGitHub())
                .model()
                .openWithForm("capability-owner", "Migrate my data", form.body(), List.of("migrate-my-data"))
                .number();
    }

    private static String imageOf(String program) throws IOException {
        var root = Files.createDirectories(stack.data().child("image-root/etc"));
        Files.writeString(root.resolve("motd"), "nothing but a shell\n");
        return OciImage.build(
                Objects.requireNonNull(root.getParent()),
                "registry.example/copy",
                ImageConfig.entrypoint("/bin/sh", "-c", program),
                stack.images().resolve("copy"));
    }

    private static String key() {
        return "acme/platform#" + issue;
    }

    private static void during(Misfortune misfortune, String alert, String service) throws Exception {
        alerts.silent(alert, service);
        var struck = strike(misfortune);
        alerts.fires(alert, service);
        struck.join();
        alerts.awaitsSilence(alert);
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
}
