package io.movein.store.objects;

/** Told before each request and each piece of content; may make the caller wait. */
public interface Meter {

    Meter NONE = new Meter() {
        @Override
        public void request() {}

        @Override
        public void bytes(int count) {}
    };

    void request();

    /** Content read or written, not yet on its way in the case of a write. */
    void bytes(int count);
}
