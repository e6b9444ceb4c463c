package io.movein.local.stack;

import io.movein.local.Logging;
import io.movein.local.screen.Screen;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;

/**
 * Lets the Java of this checkout's services learn their start (an AOT cache, JEP 483): everything is started once, and ended when it is
 * ready. {@code ./movein} runs it after a build, and lets it write down in the same way what its own Java needs. Nothing depends on it.
 */
final class Learning {

    /** What was loaded is noted at the end, which takes seconds of a processor. */
    private static final Duration NOTING = Duration.ofMinutes(2);

    private Learning() {}

    public static void main(String[] nothing) throws Exception {
        var programs = ServicePrograms.ofThisCheckout();
        var screen = new Screen(System.err, false, false);
        List<Callable<Void>> lessons = new ArrayList<>();
        try (var data = DataDir.openEmpty(Path.of(".movein", "learning"))) {
            Logging.into(data.folder("logs"));
            try (var stack = LocalStack.start(recording(programs), StackOptions.Default.FREE, data, Map.of(), screen)) {
                var services = stack.services().all();
                services.forEach(ServiceProcess::end);
                for (var service : services) {
                    service.awaitEnd(NOTING);
                    lessons.add(() -> writeDown(service, programs.learned(service.name())));
                }
            }
        }
        try (var threads = Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors())) {
            for (var lesson : threads.invokeAll(lessons)) {
                lesson.get();
            }
        }
    }

    private static StackOptions recording(ServicePrograms programs) throws IOException {
        for (var name : Services.NAMES) {
            Files.deleteIfExists(programs.learned(name));
        }
        return StackOptions.forManySmallRuns()
                .within(new Surroundings(
                        name -> List.of("-XX:AOTMode=record", "-XX:AOTConfiguration=" + noted(programs.learned(name))),
                        _ -> Map.of()));
    }

    private static Path noted(Path learned) {
        return learned.resolveSibling("local.noted");
    }

    private static Void writeDown(ServiceProcess service, Path learned) throws IOException, InterruptedException {
        var words = service.java(
                List.of("-XX:AOTMode=create", "-XX:AOTConfiguration=" + noted(learned), "-XX:AOTCache=" + learned));
        var exit = new ProcessBuilder(words)
                .redirectErrorStream(true)
                .redirectOutput(service.log()
                        .resolveSibling(service.name() + "-learned.log")
                        .toFile())
                .start()
                .waitFor();
        if (exit != 0) {
            throw new Trouble("%s has not learned its start, exit code %d; see %s"
                    .formatted(service.name(), exit, service.log().getParent()));
        }
        Files.delete(noted(learned));
        return null;
    }
}
