package io.movein.live;

import java.util.Optional;

/** What a migration has to find again after its process died; written before the call returns. */
public interface Notes {

    void put(String name, String value);

    Optional<String> get(String name);
}
