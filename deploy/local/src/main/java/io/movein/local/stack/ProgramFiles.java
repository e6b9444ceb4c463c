package io.movein.local.stack;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What the build of this checkout left for programs: jars and class paths. */
public record ProgramFiles(Path home) {

    public static ProgramFiles ofThisCheckout() {
        var home = System.getProperty("movein.home");
        if (home == null) {
            throw new Trouble(
                    "the system property movein.home is not set (expected the folder of this project); start with ./movein");
        }
        return new ProgramFiles(Path.of(home));
    }

    /**
     * A module's own jar and those that it needs, in the order of its class path.
     *
     * @param module its folder, relative
     */
    public List<Path> jars(Path module) {
        var target = home.resolve(module).resolve("target");
        try {
            var own = newest(target, "*-SNAPSHOT.jar")
                    .orElseThrow(() -> new Trouble("there is no jar in " + target + "; build it with ./mvnw package"));
            return Stream.concat(
                            Stream.of(own),
                            Stream.of(classPath(target).split(File.pathSeparator))
                                    .map(Path::of))
                    .toList();
        } catch (IOException e) {
            throw new Trouble("cannot look into " + target + " (" + e + "); build it with ./mvnw package", e);
        }
    }

    private static Optional<Path> newest(Path target, String pattern) throws IOException {
        try (var jars = Files.newDirectoryStream(target, pattern)) {
            Path newest = null;
            for (var jar : jars) {
                newest = newest == null || isOlder(newest, jar) ? jar : newest;
            }
            return Optional.ofNullable(newest);
        }
    }

    private static boolean isOlder(Path one, Path other) throws IOException {
        return Files.getLastModifiedTime(one).compareTo(Files.getLastModifiedTime(other)) < 0;
    }

    private static String classPath(Path target) {
        try {
            return Files.readString(target.resolve("classpath")).strip();
        } catch (IOException e) {
            throw new Trouble("there is no " + target + "/classpath; build it with ./mvnw package", e);
        }
    }
}
