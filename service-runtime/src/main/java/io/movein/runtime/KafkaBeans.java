package io.movein.runtime;

import io.micrometer.core.instrument.MeterRegistry;
import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Value;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Locale;

@Factory
class KafkaBeans {
    private static final Duration TOPICS_LOOK = Duration.ofSeconds(5);
    private static final Duration READERS_LOOK = Duration.ofSeconds(10);
    private static final Duration READERS_WAIT = Duration.ofMinutes(1);

    @Singleton
    @Bean(preDestroy = "close")
    Tracing tracing(ServiceSettings settings, @Value("${micronaut.application.name}") String name) {
        return Tracing.to(
                settings.otlp(), "movein-" + name.replace("Service", "").toLowerCase(Locale.ROOT));
    }

    @Singleton
    Kafka kafka(ServiceSettings settings, MeterRegistry meters, Tracing tracing) {
        return new Kafka(settings.kafka(), meters, settings.stuckAfter(), tracing);
    }

    @Singleton
    TopicsWatch topicsWatch(Kafka kafka) {
        return new TopicsWatch(kafka, TOPICS_LOOK);
    }

    @Singleton
    ReadersWatch readersWatch(Kafka kafka) {
        return new ReadersWatch(kafka, READERS_LOOK, READERS_WAIT);
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
