package io.movein.review;

import io.micronaut.context.annotation.Factory;
import io.movein.review.platform.ClusterRangesWatch;
import io.movein.review.platform.FactsSource;
import io.movein.review.stream.ReviewStream;
import io.movein.runtime.Kafka;
import jakarta.inject.Singleton;
import java.time.Clock;

@Factory
class ReviewBeans {
    @Singleton
    ClusterRangesWatch clusterRanges(FactsSource facts) {
        return new ClusterRangesWatch(facts, Clock.systemUTC());
    }

    @Singleton
    ReviewStream stream(Kafka kafka, ReviewSettings settings, FactsSource facts) {
        return new ReviewStream(kafka, settings.stream(), settings.policy(), facts);
    }
}
