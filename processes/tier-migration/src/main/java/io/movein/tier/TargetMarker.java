package io.movein.tier;

import io.movein.store.postgresql.PostgresServer;
import io.movein.store.postgresql.PostgresSession;
import io.movein.tier.configuration.TierPlan;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/**
 * What a migration leaves at its target while it works there, so that whoever comes next, on whatever machine, knows whose it is and how
 * far it came. It is in a schema of its own, with the lease, and goes with the last step.
 */
final class TargetMarker {

    static final String SCHEMA = "movein";

    private static final String TABLE = """
        create table if not exists movein.migration (
          only_one boolean primary key default true check (only_one), name text not null, stage text not null, made text not null)\
        """;

    /** How far it came. */
    enum Stage {
        /** What is in the schemas is a copy that nobody uses; it may be dropped. */
        COPYING,
        /** The tenant may be here already; nothing is ever dropped. */
        SWITCHING;

        static Stage of(String word) {
            return valueOf(word.toUpperCase(Locale.ROOT));
        }

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** @param made schemas that were not there before */
    record Found(String name, Stage stage, List<String> made) {}

    private final PostgresServer target;
    private final String name;

    TargetMarker(PostgresServer target, TierPlan plan) {
        this.target = target;
        this.name = name(plan);
    }

    /** The same for the same tenant between the same databases. */
    private static String name(TierPlan plan) {
        var text = String.join(
                "\n",
                plan.tenant(),
                plan.postgresql().source().url(),
                plan.postgresql().target().url());
        return UUID.nameUUIDFromBytes(text.getBytes(StandardCharsets.UTF_8)).toString();
    }

    /** What slot, publication and subscription are called. */
    String replicationName() {
        return replicationName(name);
    }

    static String replicationName(TierPlan plan) {
        return replicationName(name(plan));
    }

    private static String replicationName(String name) {
        return "movein_" + name.replace('-', '_');
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

    void copying(List<String> made) {
        try (var session = target.open()) {
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

    void switching() {
        stage(Stage.SWITCHING);
    }

    /** The configuration store says that the tenant is not here. */
    void notSwitched() {
        stage(Stage.COPYING);
    }

    private void stage(Stage stage) {
        try (var session = target.open()) {
            session.update("update movein.migration set stage = ? where name = ?", stage.word(), name);
        }
    }

    /** Nothing of a copy is left; the lease is still held. */
    void clear() {
        try (var session = target.open()) {
            session.execute("delete from movein.migration");
        }
    }

    /** Nothing of ours is left, the lease neither. */
    void remove() {
        try (var session = target.open()) {
            session.execute("drop schema if exists movein cascade");
        }
    }
}
