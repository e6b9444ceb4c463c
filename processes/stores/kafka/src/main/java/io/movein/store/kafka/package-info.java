/**
 * A tenant's records in Kafka: copied from shared topics to topics of its own on another cluster, each once and in order, with an exact
 * map of offsets, so that each consumer group goes on with the very record that would have been its next.
 */
@NullMarked
package io.movein.store.kafka;

import org.jspecify.annotations.NullMarked;
