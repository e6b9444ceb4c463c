package io.movein.store.kafka;

import io.movein.process.ConfigurationProblem;
import java.util.List;
import java.util.OptionalLong;

/** Whether the target's brokers have room for what is to be copied. Where they do not tell, it is not looked at. */
final class TargetRoom {

    private TargetRoom() {}

    /** @param bytes that the tenant's records take; without it as much as the shared topics, which have others' too */
    static List<ConfigurationProblem> problems(TenantTopics plan, OptionalLong bytes) throws InterruptedException {
        try (var source = plan.source().admin();
                var target = plan.target().admin()) {
            var disks = target.disks();
            var replicas = plan.replicas().isPresent() ? plan.replicas().get() : target.usualReplicas();
            var wanted = bytes.isPresent() ? bytes.getAsLong() : source.bytes(plan.shared());
            // replicas are spread over the brokers
            var each = Math.ceilDiv(Math.multiplyExact(wanted, (long) replicas), Math.max(disks.size(), 1));
            var small = disks.stream()
                    .filter(disk -> disk.usable().isPresent() && disk.usable().getAsLong() < each)
                    .toList();
            return small.stream()
                    .map(disk -> ConfigurationProblem.of(
                            "kafka.target",
                            "broker %d has room for %d bytes, and about %d would be added (%s %d bytes, %d times)"
                                    .formatted(
                                            disk.broker(),
                                            disk.usable().getAsLong(),
                                            each,
                                            bytes.isPresent() ? "kafka.size:" : "the shared topics have",
                                            wanted,
                                            replicas),
                            "larger disks"
                                    + (bytes.isPresent()
                                            ? ""
                                            : ", or kafka.size, if the tenant's records are fewer than all")))
                    .toList();
        } catch (KafkaFailure notTold) {
            return List.of();
        }
    }
}
