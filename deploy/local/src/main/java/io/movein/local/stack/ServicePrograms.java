package io.movein.local.stack;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/** How Java is told to run a service of this checkout: with the class path that the build wrote. */
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
        var jars = new ProgramFiles(home)
                .jars(Path.of(service + "-service")).stream().map(Path::toString);
        return List.of("-cp", jars.collect(Collectors.joining(File.pathSeparator)), mainClass);
    }
}
