package io.movein.standin.node.process;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** What is to run; {@code folder} is this start's own and holds everything that is known of it. */
public record Launch(List<String> command, Map<String, String> environment, Path workingDir, Path folder) {

    @Override
    public String toString() {
        // the values may be secrets
        return "Launch[command=%s, environment=%s, folder=%s]".formatted(command, environment.keySet(), folder);
    }
}
