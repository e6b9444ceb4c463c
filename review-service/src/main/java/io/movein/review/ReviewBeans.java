package io.movein.review;

import io.micrometer.core.instrument.MeterRegistry;
import io.micronaut.context.annotation.Factory;
import io.movein.review.platform.ClusterRangesWatch;
import io.movein.review.platform.FactsSource;
import io.movein.review.stream.ReviewStream;
import io.movein.runtime.Kafka;
import io.movein.runtime.SteadyClock;
import jakarta.inject.Singleton;

@Factory
class ReviewBeans {
    @Singleton
    ClusterRangesWatch clusterRanges(FactsSource facts, MeterRegistry meters) {
        return new ClusterRangesWatch(facts, new SteadyClock(), meters);
    }

    @Singleton
    ReviewStream stream(Kafka kafka, ReviewSettings settings, FactsSource facts) {
        return new ReviewStream(kafka, settings.stream(), settings.policy(), facts);
    }
}
