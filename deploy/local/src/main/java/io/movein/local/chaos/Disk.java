package io.movein.local.chaos;

import io.movein.local.stack.Trouble;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Small disks of their own under what the local GitHub and the local cluster keep, so that they can be full. Where this machine does
 * not let us mount any, they are never full.
 */
final class Disk implements AutoCloseable {
    private static final List<String> FOLDERS = List.of("github", "cluster");
    private static final byte[] PAGE = new byte[4096];

    private final List<Path> mounted = new ArrayList<>();

    Disk(Path data) throws IOException {
        for (var name : FOLDERS) {
            var folder = Files.createDirectories(data.resolve(name));
            if (run("mount", "-t", "tmpfs", "-o", "size=256m", "tmpfs", folder.toString())) {
                mounted.add(folder);
            }
        }
    }

    /** What a run left behind that was killed. */
    static void release(Path data) {
        FOLDERS.stream()
                .map(data::resolve)
                .filter(Files::exists)
                .forEach(folder -> run("umount", folder.toAbsolutePath().toString()));
    }

    boolean canBeFull() {
        return !mounted.isEmpty();
    }

    void full(Duration time) throws InterruptedException {
        var fillers = mounted.stream().map(folder -> folder.resolve("filler")).toList();
        try {
            fillers.forEach(Disk::fill);
            Thread.sleep(time);
        } finally {
            fillers.forEach(Disk::delete);
        }
    }

    private static void fill(Path file) {
        try (var out = Files.newOutputStream(file)) {
            while (true) {
                out.write(PAGE);
            }
        } catch (IOException full) {
            // as it was meant
        }
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new Trouble("cannot free the disk again: " + e, e);
        }
    }

    private static boolean run(String... command) {
        try {
            var process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(Redirect.DISCARD)
                    .start();
            return process.waitFor() == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Override
    public void close() {
        mounted.forEach(folder -> run("umount", folder.toString()));
    }
}
