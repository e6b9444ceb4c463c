package io.movein.reporter.page;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.movein.contract.EnumText;
import io.movein.migration.Friction;
import io.movein.model.Lag;
import io.movein.model.Progress;
import io.movein.model.Resources;
import io.movein.model.StageStatus;
import io.movein.model.WaitCause;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The table as metrics: each active run by its tenant, of which there is one at most, the queue, what operators have to do, the pool, and
 * what tenants and owners have cost. There are never more than {@link #RUNS} runs and {@link #NAMES} tenants or owners to tell apart.
 */
final class TableMetrics {
    static final int RUNS = 1_000;
    static final int NAMES = 200;
    /** Those that are not told apart. */
    static final String OTHERS = "others";

    private static final int PHASE = 40;

    private final MultiGauge ratio;
    private final MultiGauge rate;
    private final MultiGauge lagKeys;
    private final MultiGauge lagBytes;
    private final MultiGauge phase;
    private final MultiGauge lastSign;
    private final MultiGauge memory;
    private final MultiGauge waiting;
    private final MultiGauge oldestWait;
    private final MultiGauge tasks;
    private final MultiGauge oldestTask;
    private final MultiGauge pool;
    private final MultiGauge held;
    private final MultiGauge friction;

    TableMetrics(MeterRegistry meters) {
        this.ratio = MultiGauge.builder("movein.run.progress.ratio").register(meters);
        this.rate = MultiGauge.builder("movein.run.rate").register(meters);
        this.lagKeys = MultiGauge.builder("movein.run.lag.keys").register(meters);
        this.lagBytes = MultiGauge.builder("movein.run.lag.bytes").register(meters);
        this.phase = MultiGauge.builder("movein.run.phase").register(meters);
        this.lastSign = MultiGauge.builder("movein.run.last.sign.seconds").register(meters);
        this.memory = MultiGauge.builder("movein.run.memory.declared.bytes").register(meters);
        this.waiting = MultiGauge.builder("movein.queue.waiting").register(meters);
        this.oldestWait = MultiGauge.builder("movein.queue.oldest.seconds").register(meters);
        this.tasks = MultiGauge.builder("movein.operator.tasks").register(meters);
        this.oldestTask =
                MultiGauge.builder("movein.operator.tasks.oldest.seconds").register(meters);
        this.pool = MultiGauge.builder("movein.pool.capacity").register(meters);
        this.held = MultiGauge.builder("movein.pool.held").register(meters);
        this.friction = MultiGauge.builder("movein.friction").register(meters);
    }

    void show(MigrationTable table, Instant now) {
        var rows = List.copyOf(table.rows());
        runs(rows, now);
        queue(table.queue(), now);
        tasks(table, rows, now);
        table.pool().ifPresent(facts -> pool.register(amounts(List.of(facts.getTotal())), true));
        held.register(
                amounts(rows.stream().map(Row::holds).filter(Objects::nonNull).toList()), true);
        friction.register(
                Stream.concat(costs("tenant", rows, Row::tenant).stream(), costs("owner", rows, Row::owner).stream())
                        .toList(),
                true);
    }

    private void runs(List<Row> rows, Instant now) {
        var active = rows.stream()
                .filter(row -> row.holds() != null)
                .sorted(Comparator.comparing(Row::since))
                .limit(RUNS)
                .toList();
        byTenant(ratio, active, row -> told(row, TableMetrics::ratio));
        byTenant(rate, active, row -> told(row, Progress::getRate));
        byTenant(lagKeys, active, row -> told(row, progress -> lag(progress, Lag::getKeys)));
        byTenant(lagBytes, active, row -> told(row, progress -> lag(progress, Lag::getBytes)));
        byTenant(memory, active, row -> Objects.requireNonNull(row.holds()).getMemoryBytes());
        byTenant(lastSign, active, row -> seconds(row.lastSign(), now));
        phase.register(
                active.stream()
                        .filter(row -> row.progress() != null)
                        .map(row -> MultiGauge.Row.of(
                                Tags.of(
                                        "tenant",
                                        row.tenant(),
                                        "phase",
                                        cut(row.progress().getPhase())),
                                1))
                        .toList(),
                true);
    }

    private static void byTenant(MultiGauge gauge, List<Row> active, Function<Row, @Nullable Number> value) {
        gauge.register(
                active.stream()
                        .flatMap(row -> Optional.ofNullable(value.apply(row))
                                .map(number -> MultiGauge.Row.of(Tags.of("tenant", row.tenant()), number))
                                .stream())
                        .collect(Collectors.toList()),
                true);
    }

    private static @Nullable Number told(Row row, Function<Progress, @Nullable Number> value) {
        return row.progress() == null ? null : value.apply(row.progress());
    }

    private static @Nullable Number ratio(Progress told) {
        return told.getTotal() == null || told.getTotal() <= 0
                ? null
                : Math.clamp((double) told.getDone() / told.getTotal(), 0, 1);
    }

    private static @Nullable Number lag(Progress told, Function<Lag, @Nullable Number> value) {
        return told.getLag() == null ? null : value.apply(told.getLag());
    }

    private void queue(List<Row> queue, Instant now) {
        var causes = Arrays.stream(WaitCause.values()).toList();
        waiting.register(
                causes.stream()
                        .map(cause ->
                                MultiGauge.Row.of(cause(cause), of(queue, cause).count()))
                        .toList(),
                true);
        oldestWait.register(
                causes.stream()
                        .map(cause -> MultiGauge.Row.of(
                                cause(cause), oldest(of(queue, cause).map(Row::waitsSince), now)))
                        .toList(),
                true);
    }

    private static Stream<Row> of(List<Row> queue, WaitCause cause) {
        return queue.stream().filter(row -> row.cause() == cause);
    }

    private static Tags cause(WaitCause cause) {
        return Tags.of("cause", EnumText.hyphenated(cause));
    }

    /** As on the page: of migrations, and the gates of plans. */
    private void tasks(MigrationTable table, List<Row> rows, Instant now) {
        var due = new TreeMap<String, List<Instant>>();
        for (var turn : Turn.values()) {
            due.put(
                    EnumText.hyphenated(turn),
                    rows.stream()
                            .filter(row -> Turn.of(row, now).equals(Optional.of(turn)))
                            .map(turn::since)
                            .toList());
        }
        due.put(
                "gate",
                table.plans().stream()
                        .flatMap(plan -> Stream.ofNullable(plan.asks()))
                        .map(StageStatus::getSince)
                        .toList());
        tasks.register(rows(due, List::size), true);
        oldestTask.register(rows(due, since -> oldest(since.stream(), now)), true);
    }

    private static List<MultiGauge.Row<?>> rows(
            Map<String, List<Instant>> due, Function<List<Instant>, Number> measure) {
        return due.entrySet().stream()
                .<MultiGauge.Row<?>>map(
                        it -> MultiGauge.Row.of(Tags.of("task", it.getKey()), measure.apply(it.getValue())))
                .toList();
    }

    private static List<MultiGauge.Row<?>> amounts(Collection<Resources> resources) {
        return List.of(
                MultiGauge.Row.of(
                        Tags.of("resource", "cpu-cores"),
                        resources.stream().mapToLong(Resources::getCpuMillis).sum() / 1_000.0),
                MultiGauge.Row.of(
                        Tags.of("resource", "memory-bytes"),
                        resources.stream().mapToLong(Resources::getMemoryBytes).sum()),
                MultiGauge.Row.of(
                        Tags.of("resource", "storage-bytes"),
                        resources.stream().mapToLong(Resources::getStorageBytes).sum()));
    }

    /** Those who had operators wait for them, or wait, the longest; all others as one. */
    private static List<MultiGauge.Row<?>> costs(String by, List<Row> rows, Function<Row, String> name) {
        var all = Cost.by(name, rows);
        var rest = all.size() <= NAMES ? List.<Cost>of() : all.subList(NAMES, all.size());
        var told = new ArrayList<MultiGauge.Row<?>>();
        all.stream().limit(NAMES).forEach(cost -> told.addAll(cost(by, cost.who(), List.of(cost.friction()))));
        if (!rest.isEmpty()) {
            told.addAll(cost(by, OTHERS, rest.stream().map(Cost::friction).toList()));
        }
        return told;
    }

    private static List<MultiGauge.Row<?>> cost(String by, String name, List<Friction> costs) {
        return List.of(
                cost(by, name, "reviews-failed", sum(costs, Friction::getReviewsFailed)),
                cost(by, name, "runs-failed", sum(costs, Friction::getRunsFailed)),
                cost(by, name, "plans", sum(costs, Friction::getPlans)),
                cost(by, name, "operator-actions", sum(costs, Friction::getOperatorActions)),
                cost(by, name, "operator-minutes", sum(costs, Friction::getOperatorSeconds) / 60.0),
                cost(by, name, "owner-minutes", sum(costs, Friction::getOwnerSeconds) / 60.0));
    }

    private static double sum(List<Friction> costs, ToLongFunction<Friction> part) {
        return costs.stream().mapToLong(part).sum();
    }

    private static MultiGauge.Row<?> cost(String by, String name, String kind, double value) {
        return MultiGauge.Row.of(Tags.of("by", by, "name", name, "kind", kind), value);
    }

    private static double oldest(Stream<@Nullable Instant> since, Instant now) {
        return since.filter(Objects::nonNull)
                .min(Comparator.naturalOrder())
                .map(first -> seconds(first, now))
                .orElse(0.0);
    }

    private static double seconds(Instant since, Instant now) {
        return Math.max(0, Duration.between(since, now).toMillis() / 1_000.0);
    }

    /** The process's own word. */
    private static String cut(String phase) {
        return phase.length() <= PHASE ? phase : phase.substring(0, PHASE);
    }
}
