package io.movein.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.movein.testkit.RealControlPlane;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The real kubectl, with its kustomize, as somebody with this kubeconfig. */
record Kubectl(Path kubeconfig) {
    static final Path DEPLOY = Path.of("../kubernetes");
    private static final ObjectMapper JSON = new ObjectMapper();

    record Answer(int exit, String out, String err) {}

    /** What an overlay or another folder with a kustomization comes to. */
    static String kustomize(Path folder) {
        return must(call(List.of("kubectl", "kustomize", folder.toString()), ""));
    }

    /** @throws AssertionError with kubectl's own words if it does not end well */
    String run(String... arguments) {
        return must(attempt("", arguments));
    }

    String with(String input, String... arguments) {
        return must(attempt(input, arguments));
    }

    Answer attempt(String input, String... arguments) {
        var command = new ArrayList<>(List.of("kubectl", "--kubeconfig", kubeconfig.toString()));
        command.addAll(List.of(arguments));
        return call(command, input);
    }

    JsonNode json(String... arguments) {
        var all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("-o", "json"));
        try {
            return JSON.readTree(run(all.toArray(String[]::new)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String must(Answer answer) {
        if (answer.exit() != 0) {
            throw new AssertionError("kubectl ended with " + answer.exit() + ": " + answer.err() + answer.out());
        }
        return answer.out();
    }

    /** By the program that runs the cluster, which has kubectl in it. */
    static Answer call(List<String> arguments, String input) {
        var command =
                new ArrayList<>(List.of(RealControlPlane.program().orElseThrow().toString()));
        command.addAll(arguments);
        try {
            var process = new ProcessBuilder(command).start();
            var errors = new StringBuilder();
            var reader = Thread.ofVirtual()
                    .start(() -> process.errorReader()
                            .lines()
                            .forEach(line -> errors.append(line).append('\n')));
            Thread.ofVirtual().start(() -> write(process, input));
            var out = new String(process.getInputStream().readAllBytes());
            var exit = process.waitFor();
            reader.join();
            return new Answer(exit, out, errors.toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static void write(Process process, String input) {
        try (var out = process.outputWriter()) {
            out.write(input);
        } catch (IOException e) {
            // it has ended without reading; its exit code tells
        }
    }
}
