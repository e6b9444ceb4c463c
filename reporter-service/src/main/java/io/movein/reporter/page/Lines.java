package io.movein.reporter.page;

import io.movein.contract.MigrationId;
import io.movein.contract.issue.StatusText;
import io.movein.model.WaitCause;
import io.movein.reporter.text.Figures;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/** Rows of the table as they are shown at one moment. */
final class Lines {
    private final MigrationTable table;
    private final PageSettings settings;
    private final Instant now;
    private final Map<MigrationId, Integer> places = new HashMap<>();

    Lines(MigrationTable table, PageSettings settings, Instant now) {
        this.table = table;
        this.settings = settings;
        this.now = now;
        table.queue().forEach(row -> places.put(row.id(), places.size() + 1));
    }

    /** A row as it is shown. */
    record Line(
            String id,
            String href,
            String issue,
            String title,
            String tenant,
            String owner,
            String state,
            String stateName,
            String age,
            int run,
            String progress,
            int percent,
            String eta,
            String waitsFor,
            String place) {}

    Line of(Row row) {
        var progress = row.progress();
        var place = places.get(row.id());
        return new Line(
                row.id().toString(),
                href(row.id()),
                settings.issue(row.id()),
                row.title(),
                row.tenant(),
                row.owner(),
                StatusText.headline(row.state()),
                Filter.nameOf(row.state()),
                age(row.since()),
                row.run(),
                progress == null ? "" : Figures.progress(progress),
                progress == null || progress.getTotal() == null || progress.getTotal() <= 0
                        ? -1
                        : (int) Math.clamp(100 * (double) progress.getDone() / progress.getTotal(), 0, 100),
                progress == null || progress.getEtaSeconds() == null
                        ? ""
                        : Figures.duration(Duration.ofSeconds(progress.getEtaSeconds())),
                waitsFor(row),
                place == null ? "" : place.toString());
    }

    String age(Instant since) {
        return Figures.duration(Duration.between(since, now));
    }

    private String waitsFor(Row row) {
        var waitsFor = Objects.requireNonNullElse(row.waitsFor(), "");
        return row.cause() != WaitCause.TENANT
                ? waitsFor
                : table.activeIn(row.tenant())
                        .map(active -> waitsFor + ": run " + active.run() + " of " + active.id())
                        .orElse(waitsFor);
    }

    private static String href(MigrationId id) {
        return "/migrations/" + id.toString().replace('#', '/');
    }
}
