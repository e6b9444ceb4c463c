package io.movein.store.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.movein.process.lease.Fenced;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Another process is at work: whatever this one would do next, it does not. */
class FencedTopicsIT extends AMoveOfTopics {

    private TenantTopics plan;
    private DedicatedTopics topics;
    private GroupOffsets offsets;

    @BeforeEach
    void copy() throws Exception {
        Clusters.make(clusters.here, "names", 1, Map.of());
        Clusters.make(clusters.here, "orders", 1, Map.of());
        clusters.write("orders", 0, 0, 20);
        clusters.commit("workers", "orders", 0, 10);
        plan = clusters.made("names", "orders");
        try (var copier = plan.copier()) {
            Clusters.copyAll(plan, copier);
        }
        topics = new DedicatedTopics(plan);
        offsets = new GroupOffsets(plan);
    }

    private void fencedAfter(int steps) {
        var taken = new AtomicInteger();
        clusters.fence = () -> {
            if (taken.incrementAndGet() > steps) {
                throw new Fenced("another process is at work");
            }
        };
    }

    private static void isFenced(ThrowingCallable step) {
        assertThatThrownBy(step).isInstanceOf(Fenced.class);
    }

    private Set<String> dedicated() throws Exception {
        return clusters.there.listTopics().names().get();
    }

    private Map<?, ?> committed() throws Exception {
        try (var admin = clusters.target.admin()) {
            return admin.committed("workers");
        }
    }

    private String retention(String topic) throws Exception {
        try (var admin = clusters.target.admin()) {
            return String.valueOf(
                    Objects.requireNonNull(admin.topics(Set.of(topic)).get(topic))
                            .config()
                            .get("retention.ms"));
        }
    }

    @Test
    void deletesNoTopicMore() throws Exception {
        fencedAfter(1);

        isFenced(topics::remove);

        assertThat(dedicated()).containsExactly("acme.orders");
        fencedAfter(Integer.MAX_VALUE);
        assertThat(topics.remove()).containsExactly("acme.orders");
    }

    @Test
    void makesNoneAndTakesNoCopierItsPlace() throws Exception {
        try (var next = plan.copier()) {
            fencedAfter(0);

            isFenced(plan::copier);
            isFenced(() -> new DedicatedTopics(clusters.plan(
                            Clusters.moved("names"),
                            new MovedTopic("orders", "acme.others", new RecordSelection.KeyPrefix("acme:"), Map.of())))
                    .make());

            clusters.write("orders", 0, 20, 30);
            Clusters.copyAll(plan, next);
        }
        assertThat(dedicated()).containsExactlyInAnyOrder("acme.names", "acme.orders");
    }

    @Test
    void carriesNoOffsetOver() throws Exception {
        fencedAfter(0);

        isFenced(offsets::carryOver);

        assertThat(committed()).isEmpty();
    }

    @Test
    void takesNoOffsetBack() throws Exception {
        offsets.carryOver();
        fencedAfter(0);

        isFenced(offsets::withdraw);

        assertThat(committed()).hasSize(1);
    }

    @Test
    void releasesNoTopicMore() throws Exception {
        fencedAfter(1);

        isFenced(topics::release);

        assertThat(retention("acme.names")).isEqualTo("null");
        assertThat(retention("acme.orders")).isEqualTo("-1");
        try (var admin = clusters.target.admin()) {
            assertThat(admin.groups()).contains(plan.name());
        }
    }
}
