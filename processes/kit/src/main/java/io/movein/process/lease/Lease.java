package io.movein.process.lease;

/**
 * Says that this process, and no other, may write for a migration to its target. It is held at the target itself, so that a second
 * process on another machine, with a copy of the state, finds it too. A process that was stopped for a while and goes on finds that
 * it was taken over, and ends.
 */
public interface Lease extends AutoCloseable {

    /**
     * Before every step that cannot be undone.
     *
     * @throws Fenced if another process holds the lease, or nobody can say who does
     */
    void check();

    /**
     * Before a step that ends what others wait for, as that somebody can write nowhere. Where nobody can say who holds the lease, it is
     * believed for its life after it was last renewed: until then nobody who waits for it has it.
     *
     * @throws Fenced if another process holds the lease, or may
     */
    void checkToLetGo();

    /** Of those who write nothing. */
    static Lease none() {
        return new Lease() {
            @Override
            public void check() {}

            @Override
            public void checkToLetGo() {}

            @Override
            public void close() {}
        };
    }

    /** Gives it up, if it is still held. */
    @Override
    void close();
}
