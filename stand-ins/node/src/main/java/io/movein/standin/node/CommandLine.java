package io.movein.standin.node;

import io.kubernetes.client.openapi.models.V1Container;
import io.movein.standin.node.image.Image;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * The real command of a container. There is no chroot: a program or argument that is an absolute path in the image is taken
 * from the unpacked image, one beneath a mount from the real folder, and anything else as it stands, so a program that is not
 * in the image is the machine's. {@code java} is the runtime that the node offers, told of the memory limit as it would
 * read it from a container's cgroup.
 */
record CommandLine(Image image, Mounts mounts, Path javaHome, OptionalLong memoryLimit) {

    List<String> of(V1Container container, Map<String, String> environment) throws StartProblem {
        var words = words(container).stream()
                .map(word -> Environment.expand(word, environment))
                .toList();
        if (words.isEmpty()) {
            throw new StartProblem("no command specified");
        }
        var command = new ArrayList<>(program(words.getFirst(), environment));
        words.stream().skip(1).map(this::real).forEach(command::add);
        return command;
    }

    private List<String> words(V1Container container) {
        var declared = Optional.ofNullable(container.getCommand()).orElse(List.of());
        var arguments = Optional.ofNullable(container.getArgs()).orElse(List.of());
        var command = declared.isEmpty() ? image.config().entrypoint() : declared;
        var rest = declared.isEmpty() && arguments.isEmpty() ? image.config().command() : arguments;
        return Stream.concat(command.stream(), rest.stream()).toList();
    }

    private List<String> program(String word, Map<String, String> environment) throws StartProblem {
        var inImage = word.startsWith("/") ? Optional.of(Path.of(real(word))) : search(word, environment);
        if (inImage.filter(Files::isExecutable).isPresent() && !isMachinesJava(inImage.get())) {
            return List.of(inImage.get().toString());
        }
        if (Path.of(word).getFileName().toString().equals("java")) {
            return java();
        }
        throw new StartProblem(
                word.startsWith("/")
                        ? "exec: \"%s\": stat %s: no such file or directory".formatted(word, word)
                        : "exec: \"%s\": executable file not found in $PATH".formatted(word));
    }

    private boolean isMachinesJava(Path program) {
        return program.getFileName().toString().equals("java") && !program.startsWith(image.root());
    }

    private Optional<Path> search(String program, Map<String, String> environment) {
        return Stream.of(environment.getOrDefault("PATH", "").split(":"))
                .flatMap(folder -> Stream.of(Path.of(image.root() + folder, program), Path.of(folder, program)))
                .filter(Files::isExecutable)
                .findFirst();
    }

    private List<String> java() {
        var program = javaHome.resolve("bin/java").toString();
        return memoryLimit.isEmpty() ? List.of(program) : List.of(program, "-XX:MaxRAM=" + memoryLimit.getAsLong());
    }

    private String real(String word) {
        var mounted = mounts.beneath(word);
        if (mounted.isPresent() || !word.startsWith("/")) {
            return mounted.orElse(word);
        }
        var inImage = Path.of(image.root() + word).normalize();
        return inImage.startsWith(image.root()) && Files.exists(inImage) ? inImage.toString() : word;
    }

    Path workingDir(V1Container container) {
        var declared = Optional.ofNullable(container.getWorkingDir())
                .orElse(image.config().workingDir());
        var folder = Path.of(declared.isEmpty() ? image.root().toString() : real(declared));
        return Files.isDirectory(folder) ? folder : image.root();
    }

    /** A program that cannot be run at all: {@code StartError}, exit code 128. */
    static final class StartProblem extends Exception {
        StartProblem(String cause) {
            super("failed to create containerd task: failed to create shim task: OCI runtime create failed: "
                    + "runc create failed: unable to start container process: error during container init: " + cause);
        }
    }
}
