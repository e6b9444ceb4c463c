package io.movein.intake.publish;

import io.micrometer.core.instrument.MeterRegistry;
import io.movein.activity.IssueActivity;
import io.movein.contract.Message;
import io.movein.contract.MigrationId;
import io.movein.contract.Topic;
import io.movein.contract.Traceparent;
import io.movein.runtime.Publisher;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes down that issues may have changed. When it returns, that is not forgotten any more. */
public final class Hints {

    private static final String SOURCE = "/movein/intake";

    private final String repository;
    private final Publisher publisher;
    private final InstantSource clock;
    private final MeterRegistry meters;

    public Hints(String repository, Publisher publisher, InstantSource clock, MeterRegistry meters) {
        this.repository = repository;
        this.publisher = publisher;
        this.clock = clock;
        this.meters = meters;
    }

    public void fromWebhook(int issue, String event, String delivery) {
        publish("webhook", List.of(hint(delivery, issue, activity(issue, "webhook " + event, delivery, null))));
    }

    /** A pull request of the issue's plan. */
    public void fromWebhook(StagePull pull, String event, String delivery) {
        var activity = activity(pull.issue(), "webhook " + event, delivery, pull.number());
        publish("webhook", List.of(hint(delivery, pull.issue(), activity)));
    }

    public void fromPoll(List<Integer> issues) {
        var time = clock.millis();
        publish(
                "poll",
                issues.stream()
                        .<Message<?>>map(
                                issue -> hint("poll:" + issue + ":" + time, issue, activity(issue, "poll", null, null)))
                        .toList());
    }

    public void pullsFromPoll(List<StagePull> pulls) {
        var time = clock.millis();
        publish(
                "poll",
                pulls.stream()
                        .<Message<?>>map(pull -> hint(
                                "poll:" + pull.issue() + ":" + pull.number() + ":" + time,
                                pull.issue(),
                                activity(pull.issue(), "poll", null, pull.number())))
                        .toList());
    }

    private IssueActivity activity(int issue, String hint, @Nullable String delivery, @Nullable Integer pullRequest) {
        return IssueActivity.newBuilder()
                .setIssue(migration(issue).toString())
                .setHint(hint)
                .setDelivery(delivery)
                .setPullRequest(pullRequest)
                .build();
    }

    private void publish(String source, List<Message<?>> hints) {
        publisher.publishAll(Topic.ISSUE_ACTIVITY, hints);
        meters.counter("movein.hints", "source", source).increment(hints.size());
    }

    private Message<IssueActivity> hint(String id, int issue, IssueActivity activity) {
        return new Message<>(id, SOURCE, migration(issue), clock.instant(), Traceparent.begin(), activity);
    }

    private MigrationId migration(int issue) {
        return MigrationId.parse(repository + "#" + issue);
    }
}
