package io.movein.standin.node.image;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What an image says of the program in it; the part named {@code config} of an OCI image configuration. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@JsonPropertyOrder({"Entrypoint", "Cmd", "Env", "WorkingDir"})
public record ImageConfig(
        @JsonProperty("Entrypoint") List<String> entrypoint,
        @JsonProperty("Cmd") List<String> command,
        @JsonProperty("Env") List<String> environment,
        @JsonProperty("WorkingDir") String workingDir) {

    public ImageConfig(
            @Nullable List<String> entrypoint,
            @Nullable List<String> command,
            @Nullable List<String> environment,
            @Nullable String workingDir) {
        this.entrypoint = entrypoint == null ? List.of() : List.copyOf(entrypoint);
        this.command = command == null ? List.of() : List.copyOf(command);
        this.environment = environment == null ? List.of() : List.copyOf(environment);
        this.workingDir = workingDir == null ? "" : workingDir;
    }

    public static ImageConfig entrypoint(String... program) {
        return new ImageConfig(List.of(program), null, null, null);
    }

    /**
     * A program for the {@code java} of the node, with the locale that Java base images set: without one, Java cannot open a
     * file whose name is not ASCII.
     */
    public static ImageConfig java(String... arguments) {
        var entrypoint = Stream.concat(Stream.of("java"), Stream.of(arguments)).toList();
        return new ImageConfig(entrypoint, null, List.of("LANG=C.UTF-8"), null);
    }
}
