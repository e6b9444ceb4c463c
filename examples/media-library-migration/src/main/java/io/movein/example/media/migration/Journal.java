package io.movein.example.media.migration;

import io.movein.example.media.Manifest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The files that the storage has confirmed, one line each, on the volume that outlives a run; what a later run resumes from. */
final class Journal {

    private final Optional<Path> file;
    private final Set<String> earlier;

    private Journal(Optional<Path> file, Set<String> earlier) {
        this.file = file;
        this.earlier = earlier;
    }

    static Journal open(Assignment assignment) throws Failure {
        var file = assignment.state().filter(folder -> !assignment.dryRun()).map(folder -> folder.resolve("copied"));
        try {
            if (file.isPresent() && !assignment.resume()) {
                Files.deleteIfExists(file.get());
            }
            var lines =
                    file.isPresent() && Files.exists(file.get()) ? Files.readAllLines(file.get()) : List.<String>of();
            return new Journal(file, new HashSet<>(lines));
        } catch (IOException e) {
            throw new Failure(Failure.Kind.CONFIGURATION, "the state in %s cannot be used: %s".formatted(file, e));
        }
    }

    boolean has(Manifest.Entry entry) {
        return earlier.contains(entry.line());
    }

    synchronized void add(Manifest.Entry entry) throws Failure {
        try {
            if (file.isPresent()) {
                Files.writeString(
                        file.get(), entry.line() + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
            }
        } catch (IOException e) {
            throw new Failure(Failure.Kind.CONFIGURATION, "the state cannot be written to %s: %s".formatted(file, e));
        }
    }
}
