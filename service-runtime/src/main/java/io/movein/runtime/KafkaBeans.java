package io.movein.runtime;

import io.micrometer.core.instrument.MeterRegistry;
import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Factory;
import jakarta.inject.Singleton;
import java.time.Duration;

@Factory
class KafkaBeans {
    private static final Duration TOPICS_LOOK = Duration.ofSeconds(5);

    @Singleton
    Kafka kafka(KafkaSettings settings, MeterRegistry meters) {
        return new Kafka(settings, meters);
    }

    @Singleton
    TopicsWatch topicsWatch(Kafka kafka) {
        return new TopicsWatch(kafka, TOPICS_LOOK);
    }

    @Singleton
    ClockWatch clockWatch(MeterRegistry meters) {
        return new ClockWatch(meters);
    }

    @Singleton
    @Bean(preDestroy = "close")
    KafkaPublisher publisher(Kafka kafka) {
        return kafka.publisher();
    }
}
