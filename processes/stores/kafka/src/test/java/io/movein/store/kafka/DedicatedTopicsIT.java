package io.movein.store.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.movein.process.ConfigurationProblem;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.Test;

class DedicatedTopicsIT extends AMoveOfTopics {

    @Test
    void tellsATopicThatWasDeletedAndMadeAnew() throws Exception {
        Clusters.make(clusters.here, "orders", 1, Map.of());
        var plan = clusters.made("orders");
        new DedicatedTopics(plan).same();
        clusters.here.deleteTopics(List.of("orders")).all().get();
        Clusters.make(clusters.here, "orders", 1, Map.of());

        assertThatThrownBy(() -> new DedicatedTopics(plan).same()).hasMessageContaining("deleted and recreated");
    }

    @Test
    void keepsOldRecordsAtTheTargetUntilItIsReleased() throws Exception {
        Clusters.make(
                clusters.here,
                "orders",
                1,
                Map.of("retention.ms", "31536000000000", "message.timestamp.type", "CreateTime", "segment.ms", "1000"));
        clusters.write("orders", 0, 0, 10);
        var topic = new MovedTopic(
                "orders", "acme.orders", new RecordSelection.KeyPrefix("acme:"), Map.of("retention.ms", "604800000"));
        var plan = clusters.plan(topic);
        var topics = new DedicatedTopics(plan);
        topics.make();
        try (var copier = plan.copier()) {
            Clusters.copyAll(plan, copier);
        }
        try (var admin = clusters.target.admin()) {
            assertThat(config(admin)).containsEntry("retention.ms", "-1");

            topics.release();
            topics.release();

            assertThat(config(admin))
                    .containsEntry("retention.ms", "604800000")
                    .containsEntry("segment.ms", "1000")
                    .doesNotContainKey("retention.bytes");
            assertThat(admin.groups()).isEmpty();
        }
    }

    private static Map<String, String> config(ClusterAdmin admin) throws Exception {
        return Objects.requireNonNull(admin.topics(List.of("acme.orders")).get("acme.orders"))
                .config();
    }

    /** As one that was deleted a moment ago, for which it is looked again and again. */
    @Test
    void findsNoTopicThatGoesWhileItIsRead() throws Exception {
        Clusters.make(clusters.there, "acme.orders", 1, Map.of());
        var admin = new ClusterAdmin("target", clusters.there);
        var id = Objects.requireNonNull(admin.topics(List.of("acme.orders")).get("acme.orders"))
                .id();
        var goes = (Admin) Proxy.newProxyInstance(
                Admin.class.getClassLoader(), new Class<?>[] {Admin.class}, (_, method, arguments) -> {
                    if (method.getName().equals("describeConfigs")) {
                        admin.delete("acme.orders", id);
                    }
                    return method.invoke(clusters.there, arguments);
                });

        assertThat(new ClusterAdmin("target", goes).topics(List.of("acme.orders")))
                .isEmpty();
    }

    @Test
    void removesTheTopicsThatItMadeAndNoOther() throws Exception {
        Clusters.make(clusters.here, "orders", 1, Map.of());
        Clusters.make(clusters.here, "names", 1, Map.of());
        var plan = clusters.made("orders", "names");
        clusters.there.deleteTopics(List.of("acme.names")).all().get();
        Clusters.make(clusters.there, "acme.names", 1, Map.of());

        assertThat(new DedicatedTopics(plan).remove()).containsExactly("acme.orders");

        assertThat(clusters.there.listTopics().names().get()).containsExactly("acme.names");
        assertThat(new DedicatedTopics(plan).remove()).isEmpty();
    }

    /** As a copier leaves one that is told to stop while it commits. */
    @Test
    void aTransactionUnderWayDoesNotBringTheGroupBackAfterItWasRemoved() throws Exception {
        Clusters.make(clusters.here, "orders", 1, Map.of());
        var plan = clusters.made("orders");
        try (var consumer = clusters.target.consumer(plan.name());
                var producer = clusters.target.producer(plan.name());
                var admin = clusters.target.admin()) {
            producer.initTransactions();
            producer.beginTransaction();
            producer.sendOffsetsToTransaction(
                    Map.of(new TopicPartition("acme.orders", 0), new OffsetAndMetadata(7)), consumer.groupMetadata());

            new DedicatedTopics(plan).remove();

            assertThatThrownBy(producer::commitTransaction).isInstanceOf(ApiException.class);
            assertThat(admin.groups()).isEmpty();
        }
    }

    @Test
    void findsEverythingThatWouldFailAtOnce() throws Exception {
        Clusters.make(clusters.here, "orders", 1, Map.of());
        Clusters.make(clusters.here, "names", 1, Map.of("cleanup.policy", "compact"));
        Clusters.make(clusters.there, "unrelated", 1, Map.of());
        Clusters.make(clusters.there, "acme.orders", 1, Map.of());
        clusters.write("orders", 0, 0, 3);
        clusters.commit("strangers", "orders", 0, 1);
        var plan = clusters.plan(
                Clusters.moved("orders"),
                Clusters.moved("missing"),
                new MovedTopic("names", "acme.names", RecordSelection.Field.of("/tenant", "acme"), Map.of()));
        try (var member = new KafkaConsumer<>(
                Map.<String, Object>of("bootstrap.servers", clusters.target.bootstrap(), "group.id", "workers"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            member.subscribe(List.of("unrelated"));
            while (member.assignment().isEmpty()) {
                member.poll(Duration.ofMillis(50));
            }

            assertThat(new TopicReadiness(plan, OptionalLong.of(1L << 60)).check())
                    .extracting(ConfigurationProblem::found)
                    .anySatisfy(found -> assertThat(found).isEqualTo("not at the source"))
                    .anySatisfy(found -> assertThat(found).contains("identified by a field"))
                    .anySatisfy(found -> assertThat(found).contains("group strangers reads the shared topics"))
                    .anySatisfy(found -> assertThat(found).contains("group workers has committed nothing"))
                    .anySatisfy(found -> assertThat(found).contains("group workers has members at the target"))
                    .anySatisfy(found -> assertThat(found).contains("already exists"))
                    .anySatisfy(found -> assertThat(found).contains("has room for"))
                    .hasSize(7);
        }
    }

    private List<ConfigurationProblem> check(OptionalLong bytes) throws Exception {
        return new TopicReadiness(clusters.plan(Clusters.moved("orders")), bytes).check();
    }

    /** @return what says so, to be taken back */
    private static List<AclBindingFilter> deny(Admin admin, ResourceType type, String name, AclOperation operation)
            throws Exception {
        var resource = new ResourcePattern(type, name, PatternType.LITERAL);
        var bindings = List.of(
                new AclBinding(
                        resource,
                        new AccessControlEntry("User:ANONYMOUS", "*", AclOperation.ALL, AclPermissionType.ALLOW)),
                new AclBinding(
                        resource, new AccessControlEntry("User:ANONYMOUS", "*", operation, AclPermissionType.DENY)));
        admin.createAcls(bindings).all().get();
        return bindings.stream().map(AclBinding::toFilter).toList();
    }

    @Test
    void findsEveryRightThatIsMissingAndMakesNothing() throws Exception {
        Clusters.make(clusters.here, "guarded", 1, Map.of());
        clusters.write("guarded", 0, 0, 3);
        clusters.commit("workers", "guarded", 0, 1);
        var readiness = clusters.plan(Clusters.moved("guarded"));
        var before = new TopicReadiness(readiness, OptionalLong.empty());
        assertThat(before.check()).isEmpty();
        assertThat(before.notTold())
                .contains(
                        "not checked: the right to write to [acme.guarded], which no broker tells before they are there; it takes ACLs that allow WRITE there to User:ANONYMOUS");

        var here = deny(clusters.here, ResourceType.TOPIC, "guarded", AclOperation.READ);
        var there =
                new ArrayList<>(deny(clusters.there, ResourceType.TOPIC, "acme.guarded", AclOperation.ALTER_CONFIGS));
        there.addAll(deny(clusters.there, ResourceType.TOPIC, "acme.guarded", AclOperation.WRITE));
        there.addAll(deny(clusters.there, ResourceType.GROUP, "workers", AclOperation.READ));
        there.addAll(deny(clusters.there, ResourceType.TRANSACTIONAL_ID, "movein-test", AclOperation.DESCRIBE));
        try {
            var found = new TopicReadiness(readiness, OptionalLong.empty()).check();
            var until = System.nanoTime() + Duration.ofSeconds(30).toNanos();
            while (found.size() < 5 && System.nanoTime() < until) {
                found = new TopicReadiness(readiness, OptionalLong.empty()).check();
            }

            assertThat(found)
                    .extracting(ConfigurationProblem::found)
                    .satisfiesExactly(
                            read -> assertThat(read).isEqualTo("may not read topic guarded"),
                            set -> assertThat(set).startsWith("may not change settings of acme.guarded: "),
                            commit -> assertThat(commit)
                                    .startsWith("may not commit offsets of group workers in acme.guarded: "),
                            write -> assertThat(write).startsWith("may not use transactions of movein-test: "),
                            acl -> assertThat(acl)
                                    .isEqualTo(
                                            "may not write to topic acme.guarded: an ACL denies it to User:ANONYMOUS"));
            assertThat(clusters.there.listTopics().names().get()).isEmpty();
        } finally {
            clusters.here.deleteAcls(here).all().get();
            clusters.there.deleteAcls(there).all().get();
        }
    }

    @Test
    void findsTheTenantsRecordsWithoutATime() throws Exception {
        Clusters.make(clusters.here, "orders", 2, Map.of());
        clusters.write("orders", 0, 0, 3);
        clusters.commit("workers", "orders", 0, 1);
        timeless("other:1");
        assertThat(check(OptionalLong.empty())).isEmpty();

        timeless("acme:1");

        assertThat(check(OptionalLong.empty()))
                .extracting(ConfigurationProblem::where, ConfigurationProblem::found)
                .containsExactly(tuple(
                        "kafka.topics.orders",
                        "the record at 1 of partition 1 has no timestamp, which a copy could not preserve"));
    }

    /** As very old clients did. */
    private void timeless(String key) {
        try (var producer = clusters.producer(Map.of())) {
            var _ = producer.send(
                    new ProducerRecord<>("orders", 1, key.getBytes(StandardCharsets.UTF_8), new byte[] {1}) {
                        @Override
                        public Long timestamp() {
                            return -1L;
                        }
                    });
        }
    }

    @Test
    void findsTheTargetsDisksTooSmallForTheRecords() throws Exception {
        Clusters.make(clusters.here, "orders", 1, Map.of());
        clusters.write("orders", 0, 0, 3);
        clusters.commit("workers", "orders", 0, 1);
        assertThat(check(OptionalLong.empty())).isEmpty();

        assertThat(check(OptionalLong.of(1L << 60)))
                .extracting(ConfigurationProblem::where, ConfigurationProblem::expected)
                .containsExactly(tuple("kafka.target", "larger disks"));
        assertThat(check(OptionalLong.of(1L << 60)).getFirst().found())
                .contains("has room for", "about 1152921504606846976 would be added");
    }

    @Test
    void asksTheTargetWhetherItWouldMakeTheTopics() throws Exception {
        Clusters.make(clusters.here, "orders", 1, Map.of());
        clusters.write("orders", 0, 0, 3);
        clusters.commit("workers", "orders", 0, 1);
        assertThat(check(OptionalLong.empty())).isEmpty();
        assertThat(clusters.there.listTopics().names().get()).isEmpty();
        Clusters.make(clusters.there, "acme.orders", 1, Map.of());

        assertThat(check(OptionalLong.empty()))
                .extracting(ConfigurationProblem::found)
                .allSatisfy(found -> assertThat(found).contains("already exists"))
                .hasSize(1);
    }
}
