package io.movein.tier;

import io.movein.store.postgresql.PostgresServer;
import io.movein.store.postgresql.PostgresSession;
import io.movein.store.postgresql.SchemaContents;
import io.movein.tier.configuration.PostgresqlPlan;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * What a migration leaves at its target while it works there, so that whoever comes next, on whatever machine, knows whose it is and how
 * far it came. It is in a schema of its own, with the lease, and goes with the last step.
 */
final class TargetMarker implements Marker {

    static final String SCHEMA = "movein";

    private static final String TABLE = """
        create table if not exists movein.migration (
          only_one boolean primary key default true check (only_one), name text not null, stage text not null, made text not null)\
        """;

    /** @param made schemas that were not there before */
    record Found(String name, Stage stage, List<String> made) {}

    private final PostgresServer target;
    private final PostgresqlPlan plan;
    private final String name;

    /** @param name of the migration */
    TargetMarker(PostgresServer target, PostgresqlPlan plan, String name) {
        this.target = target;
        this.plan = plan;
        this.name = name;
    }

    Optional<Found> find(PostgresSession session) {
        if (session.row("select to_regclass('movein.migration')").find(0).isEmpty()) {
            return Optional.empty();
        }
        return session.rows("select name, stage, made from movein.migration").stream()
                .findFirst()
                .map(row -> new Found(
                        row.text(0),
                        Stage.of(row.text(1)),
                        Arrays.stream(row.text(2).split("\n"))
                                .filter(schema -> !schema.isEmpty())
                                .toList()));
    }

    Optional<Found> find() {
        try (var session = target.open()) {
            return find(session);
        }
    }

    boolean isOurs(Found found) {
        return found.name().equals(name);
    }

    @Override
    public Optional<Stage> stage() {
        return find().filter(this::isOurs).map(Found::stage);
    }

    @Override
    public void copying() {
        try (var session = target.open()) {
            var made = SchemaContents.missing(session, plan.schemas());
            session.execute("create schema if not exists movein");
            session.execute(TABLE);
            session.update(
                    "insert into movein.migration (name, stage, made) values (?, ?, ?) on conflict (only_one) do"
                            + " nothing",
                    name,
                    Stage.COPYING.word(),
                    String.join("\n", made));
        }
    }

    @Override
    public void switching() {
        stage(Stage.SWITCHING);
    }

    @Override
    public void notSwitched() {
        stage(Stage.COPYING);
    }

    private void stage(Stage stage) {
        try (var session = target.open()) {
            session.update("update movein.migration set stage = ? where name = ?", stage.word(), name);
        }
    }

    /** The lease is still held. */
    @Override
    public void clear() {
        try (var session = target.open()) {
            if (find(session).filter(this::isOurs).isPresent()) {
                session.execute("delete from movein.migration");
            }
        }
    }

    /** Of the lease neither. */
    @Override
    public void remove() {
        try (var session = target.open()) {
            if (find(session).filter(found -> !isOurs(found)).isEmpty()) {
                session.execute("drop schema if exists movein cascade");
            }
        }
    }
}
