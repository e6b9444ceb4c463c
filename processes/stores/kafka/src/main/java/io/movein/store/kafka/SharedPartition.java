package io.movein.store.kafka;

import org.apache.kafka.common.TopicPartition;

/**
 * A partition that moves.
 *
 * @param from at the source
 * @param to   at the target
 * @param map  which of its records lie where
 */
record SharedPartition(MovedTopic topic, TopicPartition from, TopicPartition to, OffsetMap map) {}
