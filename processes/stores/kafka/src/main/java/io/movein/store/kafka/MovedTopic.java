package io.movein.store.kafka;

import java.util.Map;
import org.apache.kafka.common.TopicPartition;

/**
 * A topic that moves.
 *
 * @param from   shared, at the source
 * @param to     dedicated, at the target; with as many partitions
 * @param config what the dedicated topic's settings are to be where they are not the shared one's
 */
public record MovedTopic(String from, String to, RecordSelection selection, Map<String, String> config) {

    TopicPartition target(int partition) {
        return new TopicPartition(to, partition);
    }
}
