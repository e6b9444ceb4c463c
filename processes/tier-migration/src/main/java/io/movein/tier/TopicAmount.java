package io.movein.tier;

import io.movein.process.run.ProcessRun;
import io.movein.store.kafka.TenantTopics;
import io.movein.store.kafka.TopicLimits;
import io.movein.store.kafka.TopicReadiness;
import io.movein.tier.configuration.TierPlan;
import java.time.Clock;
import java.util.ArrayList;
import java.util.OptionalLong;

/** What of Kafka would be copied, with what the topics' limits mean for it: in words, for the dry-run. */
final class TopicAmount {

    private TopicAmount() {}

    static String words(ProcessRun<TierPlan> run, TenantTopics topics) throws InterruptedException {
        var readiness = new TopicReadiness(topics, OptionalLong.empty());
        readiness.check();
        var rate = run.configuration().pace().rate();
        var notes = new ArrayList<>(new TopicLimits(
                        topics,
                        rate == null ? OptionalLong.empty() : OptionalLong.of(rate.bytesPerSecond()),
                        Clock.systemUTC())
                .notes());
        readiness.notTold().ifPresent(notes::add);
        notes.forEach(note -> run.progress().log("kafka: " + note));
        return "the tenant's of at most %d records in %d topics%s"
                .formatted(
                        readiness.mostRecords(),
                        topics.topics().size(),
                        notes.isEmpty() ? "" : " (%s)".formatted(String.join("; ", notes)));
    }
}
