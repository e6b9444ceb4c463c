package io.movein.runtime;

import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.errors.ApplicationRecoverableException;
import org.apache.kafka.common.errors.InvalidConfigurationException;
import org.apache.kafka.common.errors.InvalidTimestampException;
import org.apache.kafka.common.errors.OutOfOrderSequenceException;
import org.apache.kafka.common.errors.RecordBatchTooLargeException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.SerializationException;

/** What a failed send means, and so what is to be done about it. */
enum SendFailure {
    /** The broker is away, slow or electing: the same record again, later. */
    PASSING,
    /** The record is larger than the producer, the broker or the topic allows: never again. */
    TOO_LARGE,
    /** The record is not valid on its topic: never again. */
    INVALID,
    /** Kafka refuses us, not the record (access rights, credentials, a topic's name, our clock): again, once a person has mended it. */
    REFUSED,
    /** This producer can never send anything again: a new one can. */
    PRODUCER_ENDED;

    static SendFailure of(Throwable error) {
        return switch (error) {
            case RecordTooLargeException _, RecordBatchTooLargeException _ -> TOO_LARGE;
            case SerializationException _, InvalidRecordException _ -> INVALID;
            // the clock of this machine is at fault, or the topic's message.timestamp.type, and not the record
            case InvalidConfigurationException _, InvalidTimestampException _ -> REFUSED;
            // a closed producer answers with IllegalStateException
            case ApplicationRecoverableException _, OutOfOrderSequenceException _, IllegalStateException _ ->
                PRODUCER_ENDED;
            default -> PASSING;
        };
    }

    /** True: this record will never be taken. */
    boolean isTheRecords() {
        return this == TOO_LARGE || this == INVALID;
    }
}
