package io.movein.store.kafka;

import java.util.OptionalLong;

/**
 * What a broker has for logs.
 *
 * @param usable bytes in all its folders that are online; unknown of brokers before 3.3
 */
record BrokerDisk(int broker, OptionalLong usable) {}
