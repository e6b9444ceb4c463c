package io.movein.local.stack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

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
        return new ServicePrograms(ProgramFiles.ofThisCheckout().home());
    }

    /** Where is, or is to be, what its Java learned of its start. */
    Path learned(String service) {
        return home.resolve(service + "-service").resolve("target/local.aot");
    }

    /** Flags of Java. A cache that does not fit what is run, as this was built anew, is passed over without a word. */
    List<String> ofLearned(String service) {
        var learned = learned(service);
        return Files.exists(learned) ? List.of("-XX:AOTCache=" + learned, "-Xlog:aot*=off") : List.of();
    }

    /** Arguments for Java. */
    List<String> of(String service, String mainClass) {
        var target = home.resolve(service + "-service").resolve("target");
        try {
            var classes = ProgramFiles.newest(target, "*-SNAPSHOT.jar")
                    .orElseThrow(() -> new Trouble("there is no jar in " + target + "; build it with ./mvnw package"));
            var runnable = ProgramFiles.newest(target, "*-runnable.jar");
            return runnable.isPresent() && !ProgramFiles.isOlder(runnable.get(), classes)
                    ? List.of("-jar", runnable.get().toString())
                    : List.of("-cp", classes + ":" + ProgramFiles.classPath(target), mainClass);
        } catch (IOException e) {
            throw new Trouble("cannot look into " + target + " (" + e + "); build it with ./mvnw package", e);
        }
    }
}
