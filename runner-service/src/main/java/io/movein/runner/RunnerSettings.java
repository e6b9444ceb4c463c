package io.movein.runner;

import io.movein.runner.cluster.Access;
import io.movein.runner.orders.OrderSettings;
import io.movein.runner.reconcile.ReconcileSettings;
import io.movein.runner.run.PendingTimeouts;
import io.movein.runner.run.RunSettings;
import io.movein.runtime.ServiceSettings;
import io.movein.runtime.Settings;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What the runner is told.
 *
 * @param resyncInterval between two resyncs of the whole cluster
 * @param staleAfter    how long a watch may be silent; an API server sends a bookmark about every minute
 */
public record RunnerSettings(
        ServiceSettings service,
        Access access,
        RunSettings runs,
        PendingTimeouts waits,
        OrderSettings orders,
        ReconcileSettings follow,
        Duration resyncInterval,
        Duration staleAfter) {

    /** @throws io.movein.runtime.SettingsException naming every setting that is wrong */
    public static RunnerSettings read(Map<String, String> env) {
        return Settings.read(
                env,
                in -> new RunnerSettings(
                        ServiceSettings.read(in),
                        new Access(
                                in.optionalFile("KUBECONFIG"),
                                in.duration("MOVEIN_CLUSTER_TIMEOUT", Duration.ofSeconds(10))),
                        runs(in),
                        waits(in),
                        orders(in),
                        new ReconcileSettings(
                                in.duration("MOVEIN_PROGRESS_INTERVAL", Duration.ofSeconds(10)),
                                Duration.ofSeconds(1),
                                Duration.ofSeconds(2)),
                        in.duration("MOVEIN_RESYNC_INTERVAL", Duration.ofMinutes(1)),
                        in.duration("MOVEIN_WATCH_STALE_AFTER", Duration.ofMinutes(3))));
    }

    private static RunSettings runs(Settings in) {
        var defaults = RunSettings.defaults();
        return new RunSettings(
                in.duration("MOVEIN_STOP_GRACE", defaults.stopGrace()),
                in.optional("MOVEIN_SCRATCH_STORAGE_CLASS").orElse(null),
                in.optional("MOVEIN_STATE_STORAGE_CLASS").orElse(null),
                labels(in, "MOVEIN_POOL_SELECTOR"),
                in.list("MOVEIN_IMAGE_PULL_SECRETS"));
    }

    private static PendingTimeouts waits(Settings in) {
        var defaults = PendingTimeouts.defaults();
        return new PendingTimeouts(
                in.duration("MOVEIN_IMAGE_PULL_TIMEOUT", defaults.image()),
                in.duration("MOVEIN_SECRET_TIMEOUT", defaults.secret()),
                in.duration("MOVEIN_SCHEDULING_TIMEOUT", defaults.node()),
                in.duration("MOVEIN_START_TIMEOUT", defaults.start()));
    }

    private static OrderSettings orders(Settings in) {
        var defaults = OrderSettings.defaults();
        return new OrderSettings(
                in.duration("MOVEIN_ORDER_MAX_AGE", defaults.maxAge()),
                in.duration("MOVEIN_LAUNCH_TIMEOUT", defaults.patience()));
    }

    private static Map<String, String> labels(Settings in, String name) {
        var labels = new LinkedHashMap<String, String>();
        for (var term : in.list(name)) {
            var parts = term.split("=", 2);
            if (parts.length != 2 || parts[0].isBlank()) {
                in.problem(name + " has '" + term + "' (expected labels like pool=migrations,zone=a)");
            } else {
                labels.put(parts[0].strip(), parts[1].strip());
            }
        }
        return labels;
    }
}
