package io.movein.standin.kubernetes.store;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.movein.standin.kubernetes.objects.Kind;
import java.util.function.BiConsumer;

/** Where the objects outlive the process. */
public interface Journal extends AutoCloseable {
    /** Keeps nothing. */
    Journal NONE = new Journal() {
        @Override
        public long read(BiConsumer<Kind, ObjectNode> put, BiConsumer<Kind, ObjectNode> remove) {
            return 1;
        }

        @Override
        public void put(Kind kind, ObjectNode object) {}

        @Override
        public void remove(Kind kind, ObjectNode last) {}

        @Override
        public void close() {}
    };

    /** Tells everything that was written, in order, and gives the last revision. */
    long read(BiConsumer<Kind, ObjectNode> put, BiConsumer<Kind, ObjectNode> remove);

    void put(Kind kind, ObjectNode object);

    void remove(Kind kind, ObjectNode last);

    @Override
    void close();
}
