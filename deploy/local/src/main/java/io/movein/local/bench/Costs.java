package io.movein.local.bench;

import io.movein.local.stack.LocalStack;
import io.movein.standin.github.LocalGitHub;
import io.movein.standin.github.api.LoginTraffic;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * What was used of the machine and asked of the stand-ins.
 *
 * @param standIns seconds of this process: Kafka, GitHub, the cluster, its node, and the bench itself
 */
record Costs(
        Map<String, ServiceFigures> services, double standIns, Map<String, Long> github, Map<String, Long> kubernetes) {

    static Costs soFar(LocalStack stack, LocalGitHub github) throws IOException, InterruptedException {
        var services = new LinkedHashMap<String, ServiceFigures>();
        for (var service : stack.services().all()) {
            services.put(service.name(), ServiceFigures.of(service));
        }
        var system = (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        return new Costs(
                services,
                system.getProcessCpuTime() / 1e9,
                requests(github),
                Objects.requireNonNull(stack.localCluster()).traffic());
    }

    Costs since(Costs before) {
        var used = new LinkedHashMap<String, ServiceFigures>();
        services.forEach((name, now) -> used.put(
                name,
                new ServiceFigures(
                        now.heapMegabytes(),
                        now.residentMegabytes(),
                        now.cpuSeconds()
                                - Objects.requireNonNull(before.services.get(name))
                                        .cpuSeconds())));
        return new Costs(
                used,
                standIns - before.standIns,
                difference(github, before.github),
                difference(kubernetes, before.kubernetes));
    }

    /** Seconds of the four services. */
    double cpu() {
        return services.values().stream()
                .mapToDouble(ServiceFigures::cpuSeconds)
                .sum();
    }

    private static Map<String, Long> difference(Map<String, Long> now, Map<String, Long> before) {
        var result = new LinkedHashMap<String, Long>();
        now.forEach((what, count) -> result.put(what, count - before.getOrDefault(what, 0L)));
        return result;
    }

    private static Map<String, Long> requests(LocalGitHub github) {
        var counts = github.traffic().getOrDefault("movein[bot]", LoginTraffic.Counts.NONE);
        var result = new LinkedHashMap<String, Long>();
        result.put("GitHub requests", counts.requests());
        result.put("… of them reads", counts.reads());
        result.put("… of them comments", counts.comments());
        result.put("… of them other content", counts.otherContent());
        return result;
    }
}
