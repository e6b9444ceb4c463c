package io.movein.local.bench;

import io.movein.local.stack.LocalStack;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/** How long each service takes from the start of its process until it says that it is ready: a second one, while the first is idle. */
final class Starts {
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    record Start(Duration took, double residentMegabytes) {}

    private Starts() {}

    static Map<String, Start> of(LocalStack stack) throws Exception {
        var starts = new LinkedHashMap<String, Start>();
        for (var service : stack.services().all()) {
            var state = stack.data().folder("state-of-" + service.name() + "-2").toString();
            var begun = System.nanoTime();
            try (var second = service.copy(Map.of("MOVEIN_STATE_DIR", state), _ -> {})) {
                second.awaitReady(PATIENCE, _ -> {});
                starts.put(
                        service.name(),
                        new Start(Duration.ofNanos(System.nanoTime() - begun), ServiceFigures.resident(second.pid())));
            }
        }
        return starts;
    }
}
