package io.movein.local.stack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.Optional;
import java.util.Properties;

/**
 * Where everything on this machine keeps its data. One process uses it at a time; while it does, {@code running.properties} in it
 * says how to reach what runs.
 */
public final class DataDir implements AutoCloseable {
    private static final String RUNNING = "running.properties";
    private static final String LOCK = "lock";

    private final Path path;
    private final FileChannel lock;

    private DataDir(Path path, FileChannel lock) {
        this.path = path;
        this.lock = lock;
    }

    public static DataDir open(Path path) {
        var absolute = path.toAbsolutePath().normalize();
        try {
            Files.createDirectories(absolute);
            var channel = FileChannel.open(absolute.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (!locked(channel)) {
                channel.close();
                throw new Trouble("'" + absolute
                        + "' is in use by another ./movein; end that one, or choose another directory with --data");
            }
            return new DataDir(absolute, channel);
        } catch (IOException e) {
            throw new Trouble("cannot use '" + absolute + "' as data directory: " + e, e);
        }
    }

    /** Open, and empty: what an earlier one left is removed, if it is Movein's. */
    public static DataDir openEmpty(Path path) {
        var ours = Files.exists(path.resolve(LOCK));
        var data = open(path);
        try (var children = Files.list(data.path)) {
            var left = children.filter(child -> !child.getFileName().toString().equals(LOCK))
                    .toList();
            if (!left.isEmpty() && !ours) {
                data.close();
                throw new Trouble(
                        "'" + data.path + "' is not empty and not Movein's; choose another directory with --data");
            }
            left.forEach(DataDir::remove);
            return data;
        } catch (IOException e) {
            throw new Trouble("cannot empty '" + data.path + "': " + e, e);
        }
    }

    /** How to reach what runs on that directory; empty if nothing does, also where it was killed and could not say so. */
    public static Optional<Properties> running(Path path) {
        try (var reader = Files.newBufferedReader(path.resolve(RUNNING))) {
            var running = new Properties();
            running.load(reader);
            return Optional.of(running).filter(DataDir::isAlive);
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** The process that wrote it is still there, and is no later one with its number. */
    private static boolean isAlive(Properties running) {
        return ProcessHandle.of(Long.parseLong(running.getProperty("pid", "0")))
                .filter(ProcessHandle::isAlive)
                .filter(process -> started(process).equals(running.getProperty("started")))
                .isPresent();
    }

    private static String started(ProcessHandle process) {
        return process.info().startInstant().map(Object::toString).orElse("");
    }

    public Path path() {
        return path;
    }

    public Path child(String name) {
        return path.resolve(name);
    }

    public Path folder(String name) {
        try {
            return Files.createDirectories(child(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void tell(Properties running) {
        running.setProperty("pid", Long.toString(ProcessHandle.current().pid()));
        running.setProperty("started", started(ProcessHandle.current()));
        try (var writer = Files.newBufferedWriter(child(RUNNING))) {
            running.store(writer, "how to reach what runs on this data");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            Files.deleteIfExists(child(RUNNING));
            lock.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean locked(FileChannel channel) throws IOException {
        try {
            return channel.tryLock() != null;
        } catch (OverlappingFileLockException e) {
            return false;
        }
    }

    private static void remove(Path tree) {
        try (var all = Files.walk(tree)) {
            for (var path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
