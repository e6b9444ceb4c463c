package io.movein.local.library;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;

/** Credentials made up once and kept with the data, so that what is there already goes on understanding them. */
record Tokens(String oldHost, String storage) {
    static Tokens in(Path file) {
        try {
            if (!Files.exists(file)) {
                Files.writeString(file, UUID.randomUUID() + "\n" + UUID.randomUUID() + "\n");
            }
            var lines = Files.readAllLines(file);
            return new Tokens(lines.getFirst(), lines.getLast());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String toString() {
        return "***";
    }
}
