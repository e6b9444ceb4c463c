package io.movein.local.stack;

import io.movein.local.screen.Screen;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;

/** All that the four services need, and what to tell them: for those of images that are to learn their start (.ci/aot-cache). */
public final class ServicesLesson {

    private ServicesLesson() {}

    /** Writes {@code NAME.env} for each service to the folder, says a line when all is there, and ends with its standard input. */
    public static void main(String[] folder) throws IOException {
        var out = System.out;
        System.setOut(System.err);
        var screen = new Screen(System.err, false, false);
        try (var data = DataDir.open(Path.of(folder[0], "data"));
                var stack = LocalStack.start(
                        StackOptions.forManySmallRuns(), StackOptions.Default.FREE, data, Map.of(), screen)) {
            for (var service : stack.services().all()) {
                var state = data.folder("learning-" + service.name()).toString();
                Files.writeString(
                        Path.of(folder[0], service.name() + ".env"),
                        shell(service.environmentOfAnother(Map.of("MOVEIN_STATE_DIR", state))));
            }
            hold(out);
        }
    }

    /** Says that all is there, and keeps it until whoever started this is gone. */
    public static void hold(PrintStream out) throws IOException {
        out.println("ready");
        out.flush();
        while (System.in.read() >= 0) {
            // until the end
        }
    }

    private static String shell(Map<String, String> environment) {
        return environment.entrySet().stream()
                .map(entry -> "export %s='%s'%n"
                        .formatted(entry.getKey(), entry.getValue().replace("'", "'\\''")))
                .collect(Collectors.joining());
    }
}
