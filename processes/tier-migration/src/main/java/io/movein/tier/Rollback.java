package io.movein.tier;

import io.movein.process.ExitCode;
import io.movein.process.MigrationFailure;
import io.movein.process.lease.Fenced;
import io.movein.process.run.ProcessRun;
import io.movein.store.postgresql.PostgresFailure;
import java.util.ArrayList;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/**
 * Leaves all as it was: first the tenant is found at the source, then it can write again, then what was copied goes. Each step is tried
 * whatever became of the one before; for one that failed it says what to do by hand. Each looks first whether another process is at work,
 * which ends all of it: what that one has frozen stays so.
 */
final class Rollback {

    private final ProcessRun<?> run;
    private final Freeze freeze;
    private final Stores stores;

    Rollback(ProcessRun<?> run, Freeze freeze, Stores stores) {
        this.run = run;
        this.freeze = freeze;
        this.stores = stores;
    }

    /** @param whole whether it came to its end */
    private record Told(String words, boolean whole) {}

    private interface Step {
        Optional<String> make() throws InterruptedException;
    }

    /** So that it can be begun anew. */
    void makeRoom() {
        make(true);
    }

    /** @return what was done, in words */
    String make() {
        return make(false);
    }

    private String make(boolean anew) {
        run.progress()
                .phase("rollback", "steps", OptionalLong.of(2L * stores.all().size() + 2));
        var told = new ArrayList<Told>();
        for (var store : stores.all()) {
            attempt("give back " + store.name(), store::giveBack, "a run with resume does it, or do it")
                    .ifPresent(told::add);
        }
        attempt("unfreeze", () -> unfreeze(anew), freeze.byHand()).ifPresent(told::add);
        for (var store : stores.all()) {
            attempt("undo " + store.name(), () -> store.undo(anew), "a run with resume does it, or do it")
                    .ifPresent(told::add);
        }
        if (told.stream().allMatch(Told::whole)) {
            attempt("forget", () -> forget(anew), "drop the schema movein of the target")
                    .ifPresent(told::add);
        }
        var whole = told.stream().allMatch(Told::whole);
        run.progress().phaseEnded(whole ? ExitCode.SUCCESS : ExitCode.COMPLETED_WITH_ERRORS);
        return told.stream().map(Told::words).collect(Collectors.joining(", "));
    }

    private Optional<Told> attempt(String name, Step step, String byHand) {
        Optional<Told> told;
        try {
            told = step.make().map(words -> new Told(words, true));
        } catch (Fenced e) {
            run.progress()
                    .step(
                            "rollback: " + name,
                            "NOT DONE: %s; %s by hand, if no other process is at work"
                                    .formatted(e.getMessage(), byHand));
            throw e;
        } catch (RuntimeException e) {
            told = Optional.of(new Told("NOT DONE: %s; %s by hand".formatted(text(e), byHand), false));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            told = Optional.of(new Told("NOT DONE: stopped; a run with resume does it", false));
        }
        run.progress().add(1);
        told.ifPresent(one -> {
            run.progress().step("rollback: " + name, one.words());
            run.progress().log("rollback: " + one.words());
        });
        return told;
    }

    /** A fault of this program has no message that says what it is. */
    private static String text(RuntimeException e) {
        return e instanceof MigrationFailure || e instanceof PostgresFailure
                ? String.valueOf(e.getMessage())
                : e.toString();
    }

    /** What an attempt before this one did is not known where its journal is lost. */
    private Optional<String> unfreeze(boolean anew) {
        if (anew || freeze.mayBeOn()) {
            freeze.end();
        }
        return Optional.of("the source serves the tenant as before");
    }

    private Optional<String> forget(boolean anew) {
        if (anew) {
            stores.marker().clear();
        } else {
            stores.marker().remove();
        }
        run.progress().step("rollback: forget", "all marks of this migration are removed");
        return Optional.empty();
    }
}
