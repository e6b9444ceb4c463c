package io.movein.live.manager;

import io.movein.live.Notes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.Properties;

/** What the manager has to know of a tenant after a restart: where it is, and how far its migration is. On disk when a call returns. */
final class TenantFile implements Notes {

    private static final String MIGRATION = "migration.";
    private static final String AT = "at";

    private final Path file;
    private final Properties values = new Properties();

    TenantFile(Path folder, String tenant) {
        file = folder.resolve(tenant + ".properties");
        try {
            Files.createDirectories(folder);
            if (Files.exists(file)) {
                try (var in = Files.newBufferedReader(file)) {
                    values.load(in);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
    }

    /** Where the tenant is, if it has moved. */
    synchronized Optional<String> at() {
        return Optional.ofNullable(values.getProperty(AT));
    }

    /** The migration is over, and the tenant is here; what was noted of it is forgotten. */
    synchronized void moved(String at) {
        values.setProperty(AT, at);
        over();
    }

    /** The migration is over, and the tenant is where it was. */
    synchronized void over() {
        values.stringPropertyNames().stream()
                .filter(name -> name.startsWith(MIGRATION))
                .forEach(values::remove);
        write();
    }

    @Override
    public synchronized void put(String name, String value) {
        values.setProperty(MIGRATION + name, value);
        write();
    }

    @Override
    public synchronized Optional<String> get(String name) {
        return Optional.ofNullable(values.getProperty(MIGRATION + name));
    }

    private void write() {
        var next = file.resolveSibling(file.getFileName() + ".next");
        try {
            try (var out = Files.newBufferedWriter(next)) {
                values.store(out, null);
            }
            try (var channel = FileChannel.open(next, StandardOpenOption.WRITE)) {
                channel.force(true);
            }
            Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file, e);
        }
    }
}
