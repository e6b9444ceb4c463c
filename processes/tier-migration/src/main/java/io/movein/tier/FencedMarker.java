package io.movein.tier;

import io.movein.process.lease.Lease;
import java.util.Optional;

/** Says nothing more of how far it came once another process is at work. */
record FencedMarker(Marker marker, Lease lease) implements Marker {

    @Override
    public Optional<Stage> stage() {
        return marker.stage();
    }

    @Override
    public void copying() {
        lease.check();
        marker.copying();
    }

    @Override
    public void switching() {
        lease.check();
        marker.switching();
    }

    @Override
    public void notSwitched() {
        lease.check();
        marker.notSwitched();
    }

    @Override
    public void clear() {
        lease.check();
        marker.clear();
    }

    @Override
    public void remove() {
        lease.check();
        marker.remove();
    }
}
