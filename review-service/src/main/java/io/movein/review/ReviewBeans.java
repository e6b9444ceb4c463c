package io.movein.review;

import io.micronaut.context.annotation.Factory;
import io.movein.review.platform.FactsSource;
import io.movein.review.stream.ReviewStream;
import io.movein.runtime.Kafka;
import jakarta.inject.Singleton;

@Factory
class ReviewBeans {
    @Singleton
    ReviewStream stream(Kafka kafka, ReviewSettings settings, FactsSource facts) {
        return new ReviewStream(kafka, settings.stream(), settings.policy(), facts);
    }
}
