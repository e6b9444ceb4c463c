package io.movein.local.chaos;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * The wall clock of each service, which can be set while it runs; its monotonic clock stays as it is. By libfaketime, where the machine
 * has it (Debian's package faketime): without it, clocks are left alone.
 */
final class Clocks {
    private static final List<Path> LIBRARIES = List.of(
            Path.of("/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1"),
            Path.of("/usr/lib/aarch64-linux-gnu/faketime/libfaketime.so.1"));

    private final Path folder;

    Clocks(Path folder) throws IOException {
        this.folder = folder;
        for (var service : Misfortune.SERVICES) {
            set(service, Duration.ZERO);
        }
    }

    boolean canBeSet() {
        return LIBRARIES.stream().anyMatch(Files::exists);
    }

    /** What a service has to be started with. */
    Map<String, String> environment(String service) {
        return LIBRARIES.stream()
                .filter(Files::exists)
                .findFirst()
                .map(library -> Map.of(
                        "LD_PRELOAD",
                        library.toString(),
                        "FAKETIME_TIMESTAMP_FILE",
                        folder.resolve(service).toString(),
                        "FAKETIME_CACHE_DURATION",
                        "1",
                        "FAKETIME_DONT_FAKE_MONOTONIC",
                        "1",
                        // without it each thread of Java that waits for a time spins
                        "FAKETIME_FORCE_MONOTONIC_FIX",
                        "0"))
                .orElse(Map.of());
    }

    /** From now on it is wrong by so much; negative: behind. */
    void set(String service, Duration wrongBy) throws IOException {
        // a file that is being written must not be read half: the new one takes its place at once
        var next = Files.writeString(folder.resolve(service + ".next"), "%+d\n".formatted(wrongBy.toSeconds()));
        Files.move(next, folder.resolve(service), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
