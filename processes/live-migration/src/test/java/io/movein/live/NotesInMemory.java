package io.movein.live;

import java.util.Map;
import java.util.Optional;

/** Notes that whoever has the map finds again. */
record NotesInMemory(Map<String, String> notes) implements Notes {

    @Override
    public void put(String name, String value) {
        notes.put(name, value);
    }

    @Override
    public Optional<String> get(String name) {
        return Optional.ofNullable(notes.get(name));
    }
}
