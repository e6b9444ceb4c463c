package io.movein.local.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.movein.observability.Prometheus;
import java.time.Duration;

/** What Prometheus says of an alert: of that of one service, or where none is named of that of any. */
record Alerts(Prometheus prometheus) {
    void silent(String alert) {
        silent(alert, "");
    }

    void silent(String alert, String service) {
        assertThat(prometheus.answers(query(alert, service)))
                .as("%s of %s before the fault", alert, service)
                .isFalse();
    }

    /** Within two minutes. */
    void fires(String alert, String service) throws InterruptedException {
        var begun = System.nanoTime();
        prometheus.awaits(query(alert, service));
        System.out.printf(
                "alert: %s %s after %d s%n",
                alert, service, Duration.ofNanos(System.nanoTime() - begun).toSeconds());
    }

    void awaitsSilence(String alert) throws InterruptedException {
        prometheus.awaits("absent(" + query(alert, "") + ")");
    }

    private static String query(String alert, String service) {
        return "ALERTS{alertstate=\"firing\",alertname=\"%s\"%s}"
                .formatted(alert, service.isEmpty() ? "" : ",job=\"movein-" + service + "\"");
    }
}
