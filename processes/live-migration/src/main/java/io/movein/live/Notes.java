package io.movein.live;

import java.util.Optional;

/** What a migration has to find again after its process died; written before the call returns. */
public interface Notes {

    void put(String name, String value);

    Optional<String> get(String name);

    /** The same, with names of their own. */
    default Notes of(String part) {
        var whole = this;
        return new Notes() {
            @Override
            public void put(String name, String value) {
                whole.put(part + name, value);
            }

            @Override
            public Optional<String> get(String name) {
                return whole.get(part + name);
            }
        };
    }
}
