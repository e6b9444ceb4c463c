package io.movein.gateway;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Which tenants have moved, and where to: a file of {@code tenant<TAB>address} lines, which outlasts the gateway. */
public final class Routes {

    private final Path file;
    private final Map<String, Address> moved = new LinkedHashMap<>();

    private Routes(Path file) {
        this.file = file;
    }

    /** @param folder made where it is not there */
    public static Routes in(Path folder) {
        try {
            Files.createDirectories(folder);
            var routes = new Routes(folder.resolve("routes"));
            if (Files.exists(routes.file)) {
                Files.readAllLines(routes.file).forEach(routes::read);
            }
            return routes;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + folder.resolve("routes"), e);
        }
    }

    private void read(String line) {
        var tab = line.indexOf('\t');
        moved.put(line.substring(0, tab), Address.parse(line.substring(tab + 1)));
    }

    public synchronized Optional<Address> of(String tenant) {
        return Optional.ofNullable(moved.get(tenant));
    }

    /** On disk when this returns. */
    public synchronized void put(String tenant, Address to) {
        moved.put(tenant, to);
        var lines = moved.entrySet().stream()
                .map(entry -> entry.getKey() + "\t" + entry.getValue())
                .toList();
        try {
            write(lines);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file, e);
        }
    }

    private void write(List<String> lines) throws IOException {
        var next = file.resolveSibling("routes.next");
        Files.write(next, lines);
        try (var channel = FileChannel.open(next, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
