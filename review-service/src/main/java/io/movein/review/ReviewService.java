package io.movein.review;

import io.movein.review.platform.ClusterFacts;
import io.movein.review.platform.FactsSource;
import io.movein.review.stream.StateRebuild;
import io.movein.runtime.KafkaSettings;
import io.movein.runtime.Service;
import io.movein.runtime.Settings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;

/** Decides what may run and what follows from what happens. The only writer of {@code movein.events} and {@code movein.run-orders}. */
public final class ReviewService {
    private ReviewService() {}

    /** With the argument {@code rebuild-state} it writes lost state anew, see the operations page, and ends. */
    public static void main(String[] args) {
        if (List.of(args).contains("rebuild-state")) {
            StateRebuild.run(Settings.read(System.getenv(), KafkaSettings::read));
            return;
        }
        Service.main(ReviewService.class, ReviewService::start);
    }

    public static Service start(Map<String, String> environment) {
        var settings = Settings.read(environment, ReviewSettings::read);
        return start(settings, cluster(settings));
    }

    static Service start(ReviewSettings settings, FactsSource facts) {
        return Service.start(ReviewService.class, settings.service(), settings, facts);
    }

    private static FactsSource cluster(ReviewSettings settings) {
        try {
            return ClusterFacts.connect(settings.platform());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read how to reach the cluster: " + e.getMessage(), e);
        }
    }
}
