package io.movein.tier;

import io.movein.process.ConfigurationProblem;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What the tenant has of one kind, in the phases of a run, each called in the order in which they stand here. A
 * {@link io.movein.process.MigrationFailure} ends the run. What a phase does may be done again by a process that comes after.
 */
interface TenantStore {

    /** As the plan calls it. */
    String name();

    /** Everything that would fail, at once. Writes nothing. */
    default List<ConfigurationProblem> problems() throws InterruptedException {
        return List.of();
    }

    /** What would be copied, in words for the dry-run; once there are no problems. */
    default Optional<String> size() throws InterruptedException {
        return Optional.empty();
    }

    /** Whether something of an attempt before this one may be left, of which the migration's {@link Marker} does not know. */
    default boolean mayBeThere() {
        return false;
    }

    /** The last look before the tenant cannot write. */
    default void beforeFreeze() {}

    /** Makes its place at the target, and copies from now on, beside the others. */
    default void begin() throws InterruptedException {}

    /** Returns once what was there at the beginning is at the target. */
    default void copied() throws InterruptedException {}

    /** What was copied, in words. */
    default Optional<String> moved() {
        return Optional.empty();
    }

    /** How many of its pieces are missing at the target; none where nobody knows. */
    default OptionalLong missing() throws InterruptedException {
        return OptionalLong.of(0);
    }

    /** Whether so little is missing at the target that the tenant may be frozen. */
    default boolean isClose() throws InterruptedException {
        return true;
    }

    /**
     * Adds its checks while the tenant writes: made at one position on which both sides agree, and so exact.
     *
     * @return of what and how, in words; none where it can be compared only once the tenant is frozen
     */
    default Optional<String> verifyFollowed() throws InterruptedException {
        return Optional.empty();
    }

    /** The tenant is frozen: everything that it wrote is at the target when this returns, and nothing comes any more. */
    default void drain() throws InterruptedException {}

    /** Adds its checks. */
    default void verify() throws InterruptedException {}

    /** Everything is proven to be equal, and the next step is the switch. */
    default void beforeSwitch() throws InterruptedException {}

    /** The tenant is at the target. */
    default void end() throws InterruptedException {}

    /** Every store has come to its end: lets go of what is held at the target until the plan's time is over, or the owner has seen it. */
    default void settle(Orders orders) throws InterruptedException {}

    /**
     * There is no switch, and the tenant may write again as soon as every store has done this: the names by which the application finds
     * what it has lead to the source, as what is written at the target from now on is lost.
     *
     * @return what was done, in words; none where there was nothing to do
     */
    default Optional<String> giveBack() throws InterruptedException {
        return Optional.empty();
    }

    /**
     * There is no switch: removes what this migration made.
     *
     * @param anew whether it is begun anew at once, so that what was copied may be of use
     * @return what was done, in words; none where there was nothing to do
     */
    Optional<String> undo(boolean anew) throws InterruptedException;
}
