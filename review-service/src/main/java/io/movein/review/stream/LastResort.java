package io.movein.review.stream;

import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Where a record goes that nobody can decide. It fails for nothing that has to do with the record. */
@FunctionalInterface
interface LastResort {
    /** @throws io.movein.runtime.KafkaUnavailableException Kafka is away: to be put aside when the record comes again */
    void putAside(ConsumerRecord<String, byte[]> record, String reason);
}
