package io.movein.local.stack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * How Java is told to run a service of this checkout: its runnable jar where that is as new as its classes, else the class path
 * that the build wrote. Both are the same program; {@code ./movein} does not pack the jars, which takes half of a build.
 */
final class ServicePrograms {
    private final Path home;

    ServicePrograms(Path home) {
        this.home = home;
    }

    static ServicePrograms ofThisCheckout() {
        var home = System.getProperty("movein.home");
        if (home == null) {
            throw new Trouble(
                    "the system property movein.home is not set (expected the folder of this project); start with ./movein");
        }
        return new ServicePrograms(Path.of(home));
    }

    /** Arguments for Java. */
    List<String> of(String service, String mainClass) {
        var target = home.resolve(service + "-service").resolve("target");
        try {
            var classes = newest(target, "*-SNAPSHOT.jar")
                    .orElseThrow(() -> new Trouble("there is no jar in " + target + "; build it with ./mvnw package"));
            return newest(target, "*-runnable.jar")
                    .filter(jar -> !older(jar, classes))
                    .map(jar -> List.of("-jar", jar.toString()))
                    .orElseGet(() -> List.of("-cp", classes + ":" + classPath(target), mainClass));
        } catch (IOException e) {
            throw new Trouble("cannot look into " + target + " (" + e + "); build it with ./mvnw package", e);
        }
    }

    private static Optional<Path> newest(Path target, String pattern) throws IOException {
        try (var jars = Files.newDirectoryStream(target, pattern)) {
            Path newest = null;
            for (var jar : jars) {
                newest = newest == null || older(newest, jar) ? jar : newest;
            }
            return Optional.ofNullable(newest);
        }
    }

    private static boolean older(Path one, Path other) {
        try {
            return Files.getLastModifiedTime(one).compareTo(Files.getLastModifiedTime(other)) < 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String classPath(Path target) {
        try {
            return Files.readString(target.resolve("classpath")).strip();
        } catch (IOException e) {
            throw new Trouble("there is no " + target + "/classpath; build it with ./mvnw package", e);
        }
    }
}
