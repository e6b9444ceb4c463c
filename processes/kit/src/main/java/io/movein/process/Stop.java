package io.movein.process;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

/**
 * The request to stop at a safe point (SIGTERM): begin nothing new, finish or undo what is in flight, leave the journal whole.
 * Asked for once, for good.
 */
public final class Stop {

    private final CountDownLatch requested = new CountDownLatch(1);
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();

    public boolean requested() {
        return requested.getCount() == 0;
    }

    public void request() {
        requested.countDown();
        listeners.forEach(Runnable::run);
    }

    /** The listener is called on request, in the requester's thread, and at once if it has been requested; it may be called twice. */
    public void whenRequested(Runnable listener) {
        listeners.add(listener);
        if (requested()) {
            listener.run();
        }
    }

    public void await() throws InterruptedException {
        requested.await();
    }
}
