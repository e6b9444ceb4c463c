package io.movein.local.bench;

import io.movein.local.screen.Screen;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The figures of the rounds for a person to read: each beside the floor, beside a round before, or beside what it is to be. */
final class BenchReport {
    private final Screen screen;

    BenchReport(Screen screen) {
        this.screen = screen;
    }

    void round(Load.Round round, Floor floor) {
        screen.heading("%d migrations filed at %.1f per second, all closed after %.1f s"
                .formatted(round.count(), round.rate(), round.took().toMillis() / 1000.0));
        screen.line("  %-34s %11s %11s %11s %7s".formatted("stage", "p50", "p99", "floor", "ratio"));
        for (var i = 0; i < Stage.ALL.size(); i++) {
            var stage = Stage.ALL.get(i);
            row(stage.name(), round.stages().get(i), floor.of(stage));
        }
        row("webhook → Job, without operator", toTheJob(round), sum(floor, Stage.TO_THE_JOB));
        row("all stages", round.whole(), sum(floor, Stage.ALL));
        row("filed → closed", round.open(), sum(floor, Stage.ALL));
        costs(round);
        screen.heading("The floor: bare clients, one at a time, in the same run");
        parts("Kafka hop, acks=all", floor.hop());
        parts("Kafka hop in a transaction", floor.decision());
        parts("GitHub read", floor.gitHubRead());
        parts("GitHub write", floor.gitHubWrite());
        parts("Kubernetes create", floor.clusterCreate());
        parts("Kubernetes Job, created → complete", floor.job());
    }

    private void costs(Load.Round round) {
        var costs = round.costs();
        screen.heading("Per migration, after warm-up");
        costs.github().forEach((what, count) -> screen.line("  %-34s %8.1f".formatted(what, per(round, count))));
        var asked =
                costs.kubernetes().values().stream().mapToLong(Long::longValue).sum();
        screen.line("  %-34s %8.1f".formatted("Kubernetes requests", per(round, asked)));
        costs.kubernetes().entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
                .limit(12)
                .forEach(it -> screen.line("  %-34s %8.1f".formatted("… " + it.getKey(), per(round, it.getValue()))));
        costs.services()
                .forEach((name, it) -> screen.line("  %-10s %5.0f ms of CPU   heap %4.0f MB, resident %4.0f MB"
                        .formatted(
                                name,
                                it.cpuSeconds() * 1000 / round.count(),
                                it.heapMegabytes(),
                                it.residentMegabytes())));
        screen.line("  %-10s %5.0f ms of CPU".formatted("all four", costs.cpu() * 1000 / round.count()));
        screen.line("  %-10s %5.0f ms of CPU, for Kafka, GitHub, the cluster and the bench"
                .formatted("stand-ins", costs.standIns() * 1000 / round.count()));
    }

    /** What more of them at a time make of each, and whether they pile up. */
    void beside(Load.Round busy, Load.Round calm) {
        screen.heading("%.1f per second compared with %.1f per second".formatted(busy.rate(), calm.rate()));
        row("all stages", busy.whole(), calm.whole().p50());
        row("webhook → Job, without operator", toTheJob(busy), toTheJob(calm).p50());
        var third = Math.max(1, busy.toTheJob().size() / 3);
        var first = Latencies.of(busy.toTheJob().stream().limit(third).mapToLong(Long::longValue));
        var last = Latencies.of(
                busy.toTheJob().stream().skip(busy.toTheJob().size() - third).mapToLong(Long::longValue));
        row("… the last third against the first", last, first.p50());
        screen.line("  %-34s %8.1f per second"
                .formatted("closed", busy.count() * 1000.0 / busy.took().toMillis()));
    }

    /** The same calm round with so many more in flight, beside the one without them. */
    void besideOpen(int open, Load.Round with, Load.Round without) {
        screen.heading("%.1f per second with %,d waiting for approval, compared with none waiting"
                .formatted(with.rate(), open));
        row("all stages", with.whole(), without.whole().p50());
        row("webhook → Job, without operator", toTheJob(with), toTheJob(without).p50());
        screen.line("  %-34s %11s %11.2f×"
                .formatted(
                        "… p99 against p99",
                        "",
                        toTheJob(with).p99() / toTheJob(without).p99()));
        costs(with);
    }

    void starts(Map<String, Starts.Start> starts) {
        screen.heading("Start of each service while the others run");
        starts.forEach((name, start) -> screen.line("  %-10s ready after %5.2f s, resident %4.0f MB then"
                .formatted(name, start.took().toMillis() / 1000.0, start.residentMegabytes())));
    }

    private static Latencies toTheJob(Load.Round round) {
        return Latencies.of(round.toTheJob().stream().mapToLong(Long::longValue));
    }

    private static double sum(Floor floor, List<Stage> stages) {
        return stages.stream().mapToDouble(floor::of).sum();
    }

    private static double per(Load.Round round, long all) {
        return (double) all / round.count();
    }

    private void row(String name, Latencies latencies, double floor) {
        screen.line(String.format(
                Locale.ROOT,
                "  %-34s %s %s %s %6.1f×",
                name,
                Latencies.ms(latencies.p50()),
                Latencies.ms(latencies.p99()),
                Latencies.ms(floor),
                latencies.p50() / floor));
    }

    private void parts(String name, Latencies latencies) {
        screen.line("  %-34s %s %s".formatted(name, Latencies.ms(latencies.p50()), Latencies.ms(latencies.p99())));
    }
}
