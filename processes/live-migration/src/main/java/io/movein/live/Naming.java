package io.movein.live;

import io.movein.live.dns.AddressRecords;
import io.movein.live.dns.DnsFailure;
import io.movein.live.dns.NameChange;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The name by which clients find the tenant, where one is to be pointed at the target. It is changed within the pause, when both sides have
 * the same and neither takes a write: whoever looks it up finds the side that has the writes, or will have them within the limit. If the
 * writes do not move it is put back, and looked at until it surely is. After the move clients may know the old address as long as the old
 * record's time to live; so long the source is watched.
 */
final class Naming {

    private static final String NAME = "dns/name";
    private static final String FROM = "dns/from";
    private static final String STATE = "dns/state";
    private static final String BEGUN = "begun";
    private static final String MOVED = "moved";
    private static final String UNTIL = "dns/until";

    /** Given by the migration of which this is the way back: the records as they were. */
    private static final String TO = "dns/to";

    private static final long CHECK_EVERY_MILLISECONDS = 1000;

    /** An update whose answer was lost may still arrive. */
    private static final Duration LATE = Duration.ofSeconds(10);

    /** A change that is ready to be made. */
    private record Prepared(NameChange change, AddressRecords from, AddressRecords to) {}

    private final MigrationConfig config;
    private final Notes notes;
    private final MigrationListener listener;
    private final Clock clock;
    private volatile Optional<String> name;
    private @Nullable Prepared prepared;
    private boolean lost;
    private boolean told;
    private long unsettledUntil;
    private long nextCheck;

    Naming(MigrationConfig config, Notes notes, MigrationListener listener, Clock clock) {
        this.config = config;
        this.notes = notes;
        this.listener = listener;
        this.clock = clock;
        this.name = config.dns().flatMap(MigrationConfig.Dns::name);
        this.unsettledUntil = isNoted(BEGUN) ? Long.MAX_VALUE : 0;
    }

    /**
     * The order names one, or the configuration does, or none is changed.
     *
     * @throws IllegalArgumentException if it cannot be that one
     */
    void ask(Optional<String> given) {
        var asked = given.or(() -> config.dns().flatMap(MigrationConfig.Dns::name));
        asked.ifPresent(other -> mayBe(config, other));
        name = asked;
    }

    private static void mayBe(MigrationConfig config, String asked) {
        if (config.dns().isEmpty()) {
            throw new IllegalArgumentException(
                    "'%s' cannot be changed: no name server is configured (expected its address, zone and key)"
                            .formatted(asked));
        }
        if (config.source().port() != config.target().port()) {
            throw new IllegalArgumentException(
                    "'%s' cannot redirect from port %d to port %d (expected the same port on both sides, as a DNS name has none)"
                            .formatted(
                                    asked,
                                    config.source().port(),
                                    config.target().port()));
        }
        change(config, asked);
    }

    private static NameChange change(MigrationConfig config, String asked) {
        return new NameChange(config.dns().orElseThrow().server(), asked);
    }

    /**
     * Before anything is held: what the name says is known, and that it may be changed.
     *
     * @throws DnsFailure if not
     */
    void prepare() {
        prepared = null;
        lost = false;
        var asked = name;
        if (asked.isPresent()) {
            if (unsettledUntil > 0) {
                settleNow();
            }
            var ready = prepared(config, asked.get(), notes.get(TO));
            ready.change().tryOut(ready.from());
            notes.put(NAME, asked.get());
            notes.put(FROM, ready.from().text());
            notes.put(STATE, BEGUN);
            prepared = ready;
        }
    }

    private static Prepared prepared(MigrationConfig config, String asked, Optional<String> given) {
        var change = change(config, asked);
        var to = to(config, asked, given);
        return new Prepared(change, change.readFitFor(to), to);
    }

    private static AddressRecords to(MigrationConfig config, String asked, Optional<String> given) {
        var server = config.dns().orElseThrow().server();
        return given.map(AddressRecords::parse)
                .orElseGet(() -> AddressRecords.of(asked, config.target().host(), server.ttl()));
    }

    /** What would keep the configuration's name from being changed; empty if nothing. Changes nothing. */
    static Optional<String> problem(MigrationConfig config) {
        try {
            config.dns().flatMap(MigrationConfig.Dns::name).ifPresent(asked -> {
                mayBe(config, asked);
                var ready = prepared(config, asked, Optional.empty());
                ready.change().tryOut(ready.from());
            });
            return Optional.empty();
        } catch (DnsFailure | IllegalArgumentException failure) {
            return Optional.of(String.valueOf(failure.getMessage()));
        }
    }

    /**
     * Within the pause.
     *
     * @throws DnsFailure if the name does not lead to the target, or nobody knows
     */
    void point(Duration longest) {
        var ready = prepared;
        if (ready != null) {
            lost = true;
            ready.change().make(ready.from(), ready.to(), longest);
            lost = false;
        }
    }

    /** The name resolves to the source again; where that is not known it is tried again by {@link #settle}. */
    void putBack() {
        if (isNoted(BEGUN)) {
            unsettledUntil = lost ? clock.millis() + LATE.toMillis() : 0;
            told = false;
            settleNow();
        }
    }

    /** Until it is known that a move that did not come about has left the name as it was. */
    void settle() {
        if (unsettledUntil > 0 && clock.millis() >= nextCheck) {
            settleNow();
        }
    }

    private void settleNow() {
        nextCheck = clock.millis() + CHECK_EVERY_MILLISECONDS;
        var asked = notes.get(NAME).orElseThrow();
        var from = AddressRecords.parse(notes.get(FROM).orElseThrow());
        try {
            var change = change(config, asked);
            var now = change.read();
            if (!now.pointAs(from)) {
                change.make(now, from, config.dns().orElseThrow().server().timeout());
                listener.told("'%s' resolves to the source again: %s".formatted(asked, from));
            }
            if (clock.millis() >= unsettledUntil || unsettledUntil == Long.MAX_VALUE) {
                unsettledUntil = 0;
                notes.put(STATE, "not moved");
            }
        } catch (DnsFailure failure) {
            unsettledUntil = Math.max(unsettledUntil, clock.millis() + LATE.toMillis());
            if (!told) {
                told = true;
                listener.told(("it is not known whether '%s' resolves to the source; retrying every second"
                                + " (expected %s): %s")
                        .formatted(asked, from, failure.getMessage()));
            }
        }
    }

    /** The writes have moved: says what the name server has now, and from now on clients have the old address no longer than they may. */
    void afterMove() {
        if (!isNoted(BEGUN)) {
            return;
        }
        var asked = notes.get(NAME).orElseThrow();
        var from = AddressRecords.parse(notes.get(FROM).orElseThrow());
        var expected = to(config, asked, notes.get(TO));
        notes.put(UNTIL, Long.toString(clock.millis() + from.ttl().toMillis()));
        notes.put(STATE, MOVED);
        unsettledUntil = 0;
        listener.named(new MigrationListener.Named(
                asked, from.toString(), from.ttl(), expected.toString(), expected.ttl(), found(asked)));
    }

    private String found(String asked) {
        try {
            return change(config, asked).read().toString();
        } catch (DnsFailure failure) {
            return "unknown: " + failure.getMessage();
        }
    }

    /** Whether clients may still know the old address. */
    boolean isKept() {
        return isNoted(MOVED)
                && clock.millis() < notes.get(UNTIL).map(Long::parseLong).orElse(0L);
    }

    /** Has a migration in the other direction put the records back as they were. */
    Optional<String> handOver(Notes back) {
        if (!isNoted(MOVED)) {
            return Optional.empty();
        }
        back.put(TO, notes.get(FROM).orElseThrow());
        return notes.get(NAME);
    }

    private boolean isNoted(String state) {
        return notes.get(STATE).filter(state::equals).isPresent();
    }
}
