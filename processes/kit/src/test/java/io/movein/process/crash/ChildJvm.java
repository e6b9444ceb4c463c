package io.movein.process.crash;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.sqlite.SQLiteJDBCLoader;
import org.sqlite.util.OSInfo;

/**
 * Starts a class of the tests in a JVM of its own. Its classes are packed, and loaded from an archive that a first run leaves, as a
 * JVM that is started two hundred times should start fast.
 */
public final class ChildJvm {

    private final Class<?> main;
    private final Path folder;
    private final String classPath;

    /** @param folder for the jars, the archive and the native library of SQLite */
    public ChildJvm(Class<?> main, Path folder) throws IOException {
        this.main = main;
        this.folder = folder;
        var jars = new ArrayList<String>();
        for (var entry : System.getProperty("java.class.path").split(":")) {
            jars.add(
                    Files.isDirectory(Path.of(entry))
                            ? pack(Path.of(entry), folder.resolve(jars.size() + ".jar"))
                            : entry);
        }
        classPath = String.join(":", jars);
        unpackLibrary(folder);
    }

    /** Once, instead of by each JVM, which would leave it behind when killed. */
    private static void unpackLibrary(Path folder) throws IOException {
        var name = System.mapLibraryName("sqlitejdbc");
        var resource = "/org/sqlite/native/%s/%s".formatted(OSInfo.getNativeLibFolderPathForCurrentOS(), name);
        try (var library = SQLiteJDBCLoader.class.getResourceAsStream(resource)) {
            Files.copy(
                    Objects.requireNonNull(library, resource),
                    folder.resolve(name),
                    StandardCopyOption.REPLACE_EXISTING);
        }
    }

    /** A run that ends by itself, and leaves the archive for the next. */
    public int train(String... arguments) throws IOException, InterruptedException {
        return start(List.of("-XX:ArchiveClassesAtExit=" + folder.resolve("classes.jsa")), arguments)
                .redirectOutput(folder.resolve("training").toFile())
                .start()
                .waitFor();
    }

    public ProcessBuilder of(List<String> options, String... arguments) {
        var all = new ArrayList<>(options);
        if (Files.exists(folder.resolve("classes.jsa"))) {
            all.add("-XX:SharedArchiveFile=" + folder.resolve("classes.jsa"));
        }
        return start(all, arguments);
    }

    private ProcessBuilder start(List<String> options, String... arguments) {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xlog:disable",
                "--enable-native-access=ALL-UNNAMED",
                "-Dorg.sqlite.lib.path=" + folder,
                "-cp",
                classPath));
        command.addAll(options);
        command.add(main.getName());
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command).redirectErrorStream(true);
    }

    private static String pack(Path classes, Path jar) throws IOException {
        try (var out = new JarOutputStream(Files.newOutputStream(jar));
                var files = Files.walk(classes)) {
            files.filter(Files::isRegularFile).forEach(file -> add(out, classes, file));
        }
        return jar.toString();
    }

    private static void add(JarOutputStream out, Path classes, Path file) {
        try {
            out.putNextEntry(new JarEntry(classes.relativize(file).toString()));
            Files.copy(file, out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
