package io.movein.reporter.page;

import io.movein.migration.Friction;
import io.movein.reporter.text.Figures;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What a tenant's, or an owner's, migrations have cost people together. */
record Cost(String who, int migrations, Friction friction, String operatorTime, String ownerTime) {
    /** Of each tenant or owner; whom operators were waited for the longest comes first. */
    static List<Cost> by(Function<Row, String> who, Collection<Row> rows) {
        return rows.stream()
                .filter(row -> !who.apply(row).isEmpty())
                .collect(Collectors.groupingBy(who))
                .entrySet()
                .stream()
                .sorted(Map.Entry.comparingByKey())
                .map(entry -> of(entry.getKey(), entry.getValue()))
                .sorted(Comparator.comparingLong((Cost cost) -> cost.friction().getOperatorSeconds())
                        .reversed())
                .toList();
    }

    static Cost of(String who, List<Row> rows) {
        var sum = Friction.newBuilder();
        for (var row : rows) {
            var one = row.friction();
            sum.setReviewsFailed(sum.getReviewsFailed() + one.getReviewsFailed())
                    .setRunsFailed(sum.getRunsFailed() + one.getRunsFailed())
                    .setPlans(sum.getPlans() + one.getPlans())
                    .setOperatorActions(sum.getOperatorActions() + one.getOperatorActions())
                    .setOperatorSeconds(sum.getOperatorSeconds() + one.getOperatorSeconds())
                    .setOwnerSeconds(sum.getOwnerSeconds() + one.getOwnerSeconds());
        }
        return new Cost(
                who,
                rows.size(),
                sum.build(),
                Figures.duration(Duration.ofSeconds(sum.getOperatorSeconds())),
                Figures.duration(Duration.ofSeconds(sum.getOwnerSeconds())));
    }
}
