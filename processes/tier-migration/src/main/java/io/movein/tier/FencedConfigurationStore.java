package io.movein.tier;

import io.movein.process.lease.Lease;

/** Changes nothing once another process is at work: where the tenant is and whether it may write is that one's to say then. */
record FencedConfigurationStore(ConfigurationStore store, Lease lease) implements ConfigurationStore {

    @Override
    public String read() {
        return store.read();
    }

    /** Which may have to change something. */
    @Override
    public String readForGood(String to) {
        lease.check();
        return store.readForGood(to);
    }

    @Override
    public void freeze() {
        lease.check();
        store.freeze();
    }

    /** The tenant does not wait for a target that does not answer. */
    @Override
    public void unfreeze() {
        lease.checkToLetGo();
        store.unfreeze();
    }

    @Override
    public String set(String to, String from) {
        lease.check();
        return store.set(to, from);
    }

    @Override
    public String expected() {
        return store.expected();
    }

    @Override
    public String howToRead() {
        return store.howToRead();
    }

    @Override
    public String howToUnfreeze() {
        return store.howToUnfreeze();
    }
}
