package io.movein.cluster;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Services as processes of their own, each with its own classes only; they end with whoever started them. */
final class ServiceProcesses implements AutoCloseable {
    private final Path logs;
    private final List<Process> started = new ArrayList<>();

    ServiceProcesses(Path logs) {
        this.logs = logs;
    }

    void start(String service, Map<String, String> environment) throws IOException {
        var java = Path.of(System.getProperty("java.home"), "bin/java").toString();
        var main = "io.movein.%s.%sService"
                .formatted(service, Character.toUpperCase(service.charAt(0)) + service.substring(1));
        var builder = new ProcessBuilder(
                        java,
                        "-Xmx256m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-Dorg.apache.avro.SERIALIZABLE_PACKAGES=io.movein",
                        "-cp",
                        classPath(service),
                        main)
                .redirectErrorStream(true)
                .redirectOutput(logs.resolve(service + ".log").toFile());
        builder.environment().putAll(environment);
        builder.environment().put("MICRONAUT_SERVER_HOST", "127.0.0.1");
        builder.environment().put("MICRONAUT_SERVER_PORT", "0");
        builder.environment().put("MOVEIN_ENDS_WITH_INPUT", "true");
        started.add(builder.start());
    }

    /** The tests' own, without the other services. */
    private static String classPath(String service) {
        var all = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        return Arrays.stream(all.split(File.pathSeparator))
                .filter(entry -> !entry.matches(".*(intake|review|runner|reporter)-service.*")
                        || entry.contains(service + "-service"))
                .collect(Collectors.joining(File.pathSeparator));
    }

    @Override
    public void close() {
        started.forEach(Process::destroy);
    }
}
