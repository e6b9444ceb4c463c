package io.movein.runtime;

import io.micrometer.core.instrument.MeterRegistry;
import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Factory;
import jakarta.inject.Singleton;

@Factory
class KafkaBeans {
    @Singleton
    Kafka kafka(KafkaSettings settings, MeterRegistry meters) {
        return new Kafka(settings, meters);
    }

    @Singleton
    @Bean(preDestroy = "close")
    KafkaPublisher publisher(Kafka kafka) {
        return kafka.publisher();
    }
}
