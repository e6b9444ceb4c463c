package io.movein.reporter.page;

import io.movein.reporter.issue.CurrentMigrations;
import io.movein.reporter.text.LogLinks;
import io.movein.runtime.Health;
import io.movein.runtime.Kafka;
import io.movein.runtime.Worker;
import java.time.InstantSource;

/** The page and the table behind it, as one part of the service. */
public final class OperatorPage implements Worker {
    private final MigrationTable table;
    private final TableReader reader;
    private final Snapshots snapshots;
    private final PageServer server;

    public OperatorPage(PageSettings settings, LogLinks logs, Kafka kafka, String group, InstantSource clock) {
        var metrics = new TableMetrics(kafka.meters());
        this.table = new MigrationTable();
        this.reader = new TableReader(kafka, group, table, () -> metrics.show(table, clock.instant()), clock);
        var views = new Views(table, reader::reading, settings, logs);
        this.snapshots = new Snapshots(() -> kafka.consumer(group), kafka.codec());
        this.server = new PageServer(settings, table, snapshots::whole, views, clock);
    }

    /** What the page shows, for the rest of the service. */
    public CurrentMigrations standing() {
        return table;
    }

    @Override
    public String name() {
        return "page";
    }

    /** {@code http://host:port}, once it was started. */
    public String url() {
        return server.url();
    }

    @Override
    public void start() {
        reader.start();
        server.start();
    }

    @Override
    public void stop() {
        server.stop();
        snapshots.close();
        reader.stop();
    }

    @Override
    public Health health() {
        var listens = server.health();
        return listens.working()
                ? Health.up(listens.detail() + " and " + reader.health().detail())
                : listens;
    }

    /** Before it has read everything it would say that nothing waits. */
    @Override
    public Health readiness() {
        return reader.reading().isWhole()
                ? reader.health()
                : Health.down(reader.health().detail());
    }
}
