package io.movein.runner;

import static io.movein.runner.Samples.NOW;
import static io.movein.runner.Samples.TRACE;

import io.movein.contract.Message;
import io.movein.report.RunFinished;
import io.movein.runner.follow.FollowSettings;
import io.movein.runner.follow.Follower;
import io.movein.runner.follow.Reports;
import io.movein.runner.follow.Rounds;
import io.movein.runner.orders.OrderSettings;
import io.movein.runner.orders.Orders;
import io.movein.runner.run.Observer;
import io.movein.runner.run.RunSettings;
import io.movein.runner.run.WaitLimits;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;

/** The runner without threads, clock and network. */
final class Bench {
    Instant clock = NOW;
    final InMemoryCluster cluster = new InMemoryCluster(() -> clock);
    final Playing play = new Playing(cluster);
    final Rounds rounds = new Rounds(cluster);
    final List<Message<?>> messages = new ArrayList<>();
    final Reports reports = new Reports(messages::add, () -> clock);
    Follower follower = newFollower();
    final Orders orders = new Orders(cluster, reports, _ -> { }, RunSettings.defaults(), OrderSettings.defaults(), () -> clock);

    void order(SpecificRecord order) {
        orders.carryOut(order, TRACE);
    }

    /** A round, and again as long as something asks for it at once: here nothing takes time. */
    void look() {
        for (int i = 0; i < 3; i++) {
            rounds.runs().forEach(follower::look);
        }
    }

    void restart() {
        follower = newFollower();
    }

    List<String> told() {
        return messages.stream().map(it -> it.body().getSchema().getName()).toList();
    }

    List<String> ids() {
        return messages.stream().map(Message::id).toList();
    }

    <T extends SpecificRecord> List<T> reports(Class<T> type) {
        return messages.stream().map(Message::body).filter(type::isInstance).map(type::cast).toList();
    }

    <T extends SpecificRecord> T only(Class<T> type) {
        var all = reports(type);
        if (all.size() != 1) {
            throw new AssertionError("expected one " + type.getSimpleName() + ", told was " + told());
        }
        return all.getFirst();
    }

    /** Outcome, failure and detail of the one RunFinished. */
    List<Object> result() {
        var result = only(RunFinished.class).getResult();
        return List.of(result.getOutcome(), result.getFailure(), result.getDetail());
    }

    private Follower newFollower() {
        return new Follower(cluster, reports, new Observer(WaitLimits.defaults()), FollowSettings.defaults(), () -> clock);
    }
}
