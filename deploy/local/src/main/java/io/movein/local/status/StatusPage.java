package io.movein.local.status;

import io.movein.local.screen.Screen;
import io.movein.local.screen.Screen.Style;
import io.movein.runtime.status.ServiceHealth;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;

/** All services and all that is stuck, on one page: each migration, since when, and why. */
final class StatusPage {
    private final Screen screen;
    private final Instant now;

    StatusPage(Screen screen, Instant now) {
        this.screen = screen;
        this.now = now;
    }

    void show(List<ServiceHealth> services) {
        screen.heading("Services");
        services.forEach(this::service);
        var isAnythingStuck = services.stream().anyMatch(service -> service.stuckInAll() > 0);
        screen.heading(isAnythingStuck ? "Stuck, the oldest first" : "Nothing is stuck");
        services.stream()
                .flatMap(service -> service.stuck().stream().map(stuck -> new Row(service.name(), stuck)))
                .sorted(Comparator.comparing(row -> row.stuck().since()))
                .forEach(this::stuck);
        services.stream()
                .filter(service -> service.stuckInAll() > service.stuck().size())
                .forEach(service -> screen.line("  … and %d more in %s"
                        .formatted(service.stuckInAll() - service.stuck().size(), service.name())));
    }

    private record Row(String service, ServiceHealth.Stuck stuck) {}

    private void service(ServiceHealth service) {
        var style = service.isWell() ? Style.GREEN : service.status().equals("DEGRADED") ? Style.YELLOW : Style.RED;
        screen.line("  %-10s %s  %s"
                .formatted(service.name(), screen.paint("%-8s".formatted(service.status()), style), service.url()));
        service.complaints().forEach(complaint -> screen.line("             " + complaint));
    }

    private void stuck(Row row) {
        var stuck = row.stuck();
        screen.line("  %s  since %s (%s), in %s, %d attempt(s)"
                .formatted(
                        screen.paint(stuck.migration(), Style.BOLD),
                        stuck.since(),
                        words(Duration.between(stuck.since(), now)),
                        row.service(),
                        stuck.attempts()));
        screen.line("      " + stuck.where() + ": " + stuck.why());
    }

    private static String words(Duration age) {
        if (age.toDays() > 0) {
            return age.toDays() + " d " + age.toHoursPart() + " h";
        }
        return age.toHours() > 0 ? age.toHours() + " h " + age.toMinutesPart() + " min" : age.toMinutes() + " min";
    }
}
