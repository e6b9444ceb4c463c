package io.movein.tier;

import io.movein.process.ExitCode;
import io.movein.process.MigrationFailure;
import io.movein.process.items.JournalFacts;
import io.movein.process.report.CheckOutcome;
import io.movein.process.run.ProcessRun;
import io.movein.store.postgresql.DatabaseCatalogue;
import io.movein.store.postgresql.PostgresServer;
import io.movein.store.postgresql.PostgresSession;
import io.movein.store.postgresql.RelationGuards;
import io.movein.store.postgresql.SequencePositions;
import io.movein.store.postgresql.SqlText;
import io.movein.store.postgresql.TenantReplication;
import io.movein.store.postgresql.TenantReplication.Standing;
import io.movein.tier.MadeReplications.Made;
import io.movein.tier.configuration.PostgresqlPlan;
import io.movein.tier.configuration.TierPlan;
import io.movein.tier.configuration.WayBackPlan;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The shared database follows the dedicated one after the switch: the servers' own replication in the other direction, of inserts, updates
 * and deletes of the tenant's rows alone. The slot is made while the tenant can write nowhere, so that nothing has to be copied. Guards
 * keep every other tenant's rows from it, and TRUNCATE from the dedicated tables. What is made is in the journal before.
 */
final class WayBack {

    private static final String STATE = "wayBack";
    private static final String MADE = "wayBack.made";
    private static final String GOING = "wayBack.going";
    private static final String UNTIL = "wayBack.until";
    private static final String CLOSED = "wayBack.closed";
    static final String TABLES = "wayBack.tables";
    static final String SHARED = "wayBack.shared";
    private static final String IDENTITIES = "wayBack.identities";
    static final String FIRST = "wayBack.first.";
    private static final String AFTER_FIRST = "wayBack.first/";
    static final Duration LOOK_EVERY = Duration.ofMillis(50);

    /** How far it is. */
    enum State {
        NONE,
        /** The tenant is at the source. */
        OPENING,
        OPEN,
        /** The tenant is at the target. */
        USED,
        /** It stays there. */
        CLOSING
    }

    private final ProcessRun<TierPlan> run;
    private final PostgresqlPlan database;
    private final Sides sides;
    private final Runnable fence;
    private final String name;
    private final Duration limit;
    private final TenantReplication replication;
    private final Identities identities;
    private final MadeReplications made;

    WayBack(ProcessRun<TierPlan> run, PostgresqlPlan database, Sides sides, Runnable fence) {
        this(run, database, sides, fence, MigrationName.ofWayBack(run.configuration()));
    }

    private WayBack(ProcessRun<TierPlan> run, PostgresqlPlan database, Sides sides, Runnable fence, String name) {
        this.run = run;
        this.database = database;
        this.sides = sides;
        this.fence = fence;
        this.name = name;
        this.made = new MadeReplications(run.journal().facts(), MADE, Made.of(name, sides));
        var plan = run.configuration().wayBack();
        this.limit = plan == null ? Duration.ofSeconds(30) : plan.limit();
        this.replication = new TenantReplication(/* source= */ sides.target(), /* target= */ sides.source(), name);
        this.identities = new Identities(facts(), IDENTITIES, guards(sides.target()));
    }

    private RelationGuards guards(PostgresServer server) {
        return new RelationGuards(server, name, limit);
    }

    private JournalFacts facts() {
        return run.journal().facts();
    }

    boolean isWanted() {
        return run.configuration().wayBack() != null;
    }

    private WayBackPlan plan() {
        return Objects.requireNonNull(run.configuration().wayBack());
    }

    State state() {
        return facts().get(STATE)
                .filter(word -> !word.isEmpty())
                .map(State::valueOf)
                .orElse(State.NONE);
    }

    /** Whether this or an earlier attempt over the same journal may have begun it. */
    boolean mayBeOn() {
        return state() != State.NONE;
    }

    Instant until() {
        return facts().get(UNTIL).map(Instant::parse).orElse(Instant.EPOCH);
    }

    /** Nobody of the tenant's can write, and there is no replication from the source to the target any more. */
    void open() throws InterruptedException {
        if (!isTheLast()) {
            // of another plan's: what could not be ended of it is told
            forget();
        }
        facts().put(CLOSED, "");
        if (!isWanted()) {
            return;
        }
        run.progress().phase("opening", "tables", OptionalLong.empty());
        fence.run();
        made.aboutToBeMade();
        facts().put(STATE, State.OPENING.name());
        new OpeningWayBack(run, database, sides, fence, name, plan()).make(rules(), replication, identities);
        facts().putAll(Map.of(
                STATE,
                State.OPEN.name(),
                UNTIL,
                Instant.now().plus(plan().keep()).toString()));
        run.progress().log("the way back is open: the source follows the target for " + plan().keep());
    }

    Rules rules() {
        try (var source = sides.source().open()) {
            return Rules.of(database, new DatabaseCatalogue(source, database.schemas()).tables());
        }
    }

    Standing standing() {
        return replication.standing();
    }

    void used() {
        facts().put(STATE, State.USED.name());
    }

    void closing(String why) {
        facts().putAll(Map.of(STATE, State.CLOSING.name(), CLOSED, why));
    }

    /** Why it is closed, or being closed; empty where there was none. */
    String closed() {
        return facts().get(CLOSED).orElse("");
    }

    /** Whether a process before this one has begun to remove it. */
    boolean isClosing() {
        return state() == State.CLOSING;
    }

    /** What has happened that its stream does not carry; none while it is whole. */
    Optional<String> broken(Standing now) {
        if (!now.there()) {
            return Optional.of("target: the slot %s is gone, or lost what it held".formatted(name));
        }
        if (now.held() > plan().size().bytes()) {
            return Optional.of("target: its slot keeps %s of the log (wayBack.size: at most %s)"
                    .formatted(
                            Amounts.bytes(now.held()),
                            Amounts.bytes(plan().size().bytes())));
        }
        try (var target = sides.target().open();
                var source = sides.source().open()) {
            var tables = TableShapes.of(target, database.schemas());
            var before = facts().get(TABLES).orElse("");
            return tables.equals(before)
                    ? overtaken(source)
                    : Optional.of("target: tables are not as at the switch: " + TableShapes.difference(before, tables));
        }
    }

    private Optional<String> overtaken(PostgresSession source) {
        for (var first : facts().between(FIRST, AFTER_FIRST, Integer.MAX_VALUE)) {
            var sequence = first.getKey().substring(FIRST.length());
            var last = source.row("select last_value from " + sequence).number(0);
            if (last >= Long.parseLong(first.getValue())) {
                return Optional.of(
                        "source: the sequence %s is at %d and has reached the target's numbers, which begin at %s"
                                .formatted(sequence, last, first.getValue()));
            }
        }
        return Optional.empty();
    }

    /** The tenant is frozen: the source has everything that it wrote when this returns. */
    void drain() throws InterruptedException {
        var position = replication.position();
        run.progress()
                .log("waiting for the source to reach the target's position %s, at most %s".formatted(position, limit));
        var until = System.nanoTime() + limit.toNanos();
        while (!replication.reached(position)) {
            if (System.nanoTime() - until > 0) {
                throw new MigrationFailure(
                        ExitCode.SOURCE,
                        "source: it had not reached the target's position %s after %s; try again when less is written"
                                .formatted(position, limit));
            }
            Thread.sleep(LOOK_EVERY);
        }
    }

    /** Both sides stand still. @return what is not proven to be equal, worst first; none if everything is */
    List<CheckOutcome> differences() throws InterruptedException {
        var rules = rules();
        var returning = rules.moving().stream().filter(rules::isTheTenants).toList();
        var found = new ReturnComparison(sides, rules, returning).make();
        // what differs is no difference of the move, and is told with the alarm
        if (found.allMatch()) {
            found.worstFirst().forEach(run.checks()::replace);
        }
        return found.worstFirst().stream().filter(check -> !check.matches()).toList();
    }

    /** What was written to tables of everybody's, which do not go back. */
    List<String> writtenToSharedTables() {
        try (var target = sides.target().open()) {
            return SharedTables.changed(target, rules(), facts().get(SHARED).orElse(""));
        }
    }

    /** Who draws at the source next never gets a number that a row has which came back. */
    void raiseSequences() {
        fence.run();
        try (var source = sides.source().open();
                var target = sides.target().open()) {
            var all = new DatabaseCatalogue(target, database.schemas()).sequences();
            SequencePositions.raise(source, SequencePositions.read(target, all));
        }
    }

    /** Both sides are equal and stay so, and the configuration store is asked to set the tenant back. */
    void goingBack() {
        facts().put(GOING, "yes");
    }

    /** The tenant is where it was, or has arrived and nothing is left to do. */
    void notGoing() {
        facts().put(GOING, "");
    }

    /** Whether a process before this one may have set the tenant back. */
    boolean mayBeGoing() {
        return facts().get(GOING).filter("yes"::equals).isPresent();
    }

    /** What this or an earlier attempt over the same journal may have begun, whatever plan it had. */
    List<Made> left() {
        var all = made.all();
        return all.isEmpty() && mayBeOn() ? List.of(made.own()) : all;
    }

    /** @return in words, what was done where it was made */
    String end(Made one) {
        if (one.equals(made.own())) {
            end();
            return "what was created for the way back is removed";
        }
        new WayBack(run, database, one.at(sides), fence, one.name()).end();
        return "what another plan created for the way back from %s is removed".formatted(one.target());
    }

    /** Whether what the journal says of the state is said of this one. */
    private boolean isTheLast() {
        var all = made.all();
        return all.isEmpty() || all.getLast().equals(made.own());
    }

    /** The tenant stays, or was never there. The slot goes also where the source does not answer, as it fills the target's disk. */
    void end() {
        var last = isTheLast();
        var came = last && (state() == State.USED || isClosing());
        try {
            fence.run();
            replication.endAtTheTarget();
            if (came) {
                raiseSequences();
            }
            fence.run();
            guards(sides.source()).end();
        } finally {
            fence.run();
            replication.endAtTheSource();
        }
        fence.run();
        guards(sides.target()).end();
        try (var target = sides.target().open()) {
            identities.restore(target);
        }
        if (last) {
            forget();
        }
        made.isGone(made.own());
    }

    private void forget() {
        facts().remove(FIRST, AFTER_FIRST);
        facts().putAll(Map.of(STATE, "", UNTIL, "", TABLES, "", SHARED, ""));
    }

    /** What to do where {@link #end} could not. */
    static String byHand(Made one) {
        return "drop subscription %1$s and schema %1$s cascade at %2$s, and slot, publication and schema %1$s cascade at %3$s"
                .formatted(SqlText.name(one.name()), one.source(), one.target());
    }
}
