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
        var resource = "/org/sqlite/native/%s/%s".formatted(OSInfo.getNativeLibFolderPathForCurrentOS(), name);
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
