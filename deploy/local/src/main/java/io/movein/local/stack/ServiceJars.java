package io.movein.local.stack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** The runnable jars that the build leaves in each service's folder. */
final class ServiceJars {
    private final Path home;

    ServiceJars(Path home) {
        this.home = home;
    }

    static ServiceJars ofThisCheckout() {
        var home = System.getProperty("movein.home");
        if (home == null) {
            throw new Trouble("the system property movein.home is not set (expected the folder of this project); start with ./movein");
        }
        return new ServiceJars(Path.of(home));
    }

    Path of(String service) {
        var target = home.resolve(service).resolve("target");
        try (var jars = Files.newDirectoryStream(target, "*-runnable.jar")) {
            for (var jar : jars) {
                return jar;
            }
        } catch (NoSuchFileException e) {
            throw missing(service, target);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        throw missing(service, target);
    }

    private static Trouble missing(String service, Path target) {
        return new Trouble("there is no " + target + "/" + service + "-…-runnable.jar; build it with ./mvnw package");
    }
}
