package io.movein.process.items;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.sqlite.SQLiteJDBCLoader;
import org.sqlite.util.OSInfo;

/**
 * SQLite's library, unpacked for as long as it takes to load it. The driver itself would unpack it twice and compare, byte by byte,
 * which was a twentieth of a short run; it does so where this did not come about.
 */
final class SqliteLibrary implements AutoCloseable {

    private static final String PATH = "org.sqlite.lib.path";

    private final Path folder;
    private final Path file;

    SqliteLibrary() throws IOException {
        var name = System.mapLibraryName("sqlitejdbc");
        var resource = "/org/sqlite/native/%s/%s".formatted(system(), name);
        folder = Files.createTempDirectory("movein-sqlite");
        file = folder.resolve(name);
        try (var packed = SQLiteJDBCLoader.class.getResourceAsStream(resource)) {
            if (packed == null) {
                throw new FileNotFoundException(resource);
            }
            Files.copy(packed, file);
        } catch (IOException e) {
            remove();
            throw e;
        }
        System.setProperty(PATH, folder.toString());
    }

    /** As the driver names it, which runs a program and looks at all that is mapped, to tell a usual Linux from rare ones. */
    private static String system() {
        var architecture = System.getProperty("os.arch");
        if (System.getProperty("os.name").equals("Linux")) {
            if (architecture.equals("amd64") && isUsual("/lib64/ld-linux-x86-64.so.2", "/lib/ld-musl-x86_64.so.1")) {
                return "Linux/x86_64";
            }
            if (architecture.equals("aarch64") && isUsual("/lib/ld-linux-aarch64.so.1", "/lib/ld-musl-aarch64.so.1")) {
                return "Linux/aarch64";
            }
        }
        return OSInfo.getNativeLibFolderPathForCurrentOS();
    }

    private static boolean isUsual(String loader, String other) {
        return Files.exists(Path.of(loader)) && !Files.exists(Path.of(other));
    }

    @Override
    public void close() throws IOException {
        System.clearProperty(PATH);
        remove();
    }

    private void remove() throws IOException {
        Files.deleteIfExists(file);
        Files.delete(folder);
    }
}
