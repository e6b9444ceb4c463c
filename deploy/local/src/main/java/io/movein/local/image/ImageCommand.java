package io.movein.local.image;

import io.movein.local.stack.Trouble;
import io.movein.standin.node.image.ImageConfig;
import io.movein.standin.node.image.OciImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Makes and names images without Docker: what an owner needs to try a migration process of their own. */
@Command(
        name = "image",
        mixinStandardHelpOptions = true,
        description = "Makes an image from a folder, or tells an image's name and digest.",
        subcommands = {ImageCommand.Build.class, ImageCommand.Digest.class},
        synopsisSubcommandLabel = "COMMAND")
public final class ImageCommand {

    /** Prints the reference {@code name@sha256:…} alone, so that a script can use it. */
    @Command(
            name = "digest",
            mixinStandardHelpOptions = true,
            description = "Prints the reference name@sha256:… of an image, as it belongs into the issue.")
    static final class Digest implements Callable<Integer> {
        @Parameters(
                paramLabel = "PATH",
                description = "An OCI layout, an OCI archive, or a folder with image.json beside root/.")
        private Path image = Path.of("");

        @Option(
                names = "--name",
                paramLabel = "NAME",
                description = "The repository that it has in your registry (default: its own).")
        private @Nullable String name;

        @Spec
        private @Nullable CommandSpec spec;

        @Override
        public Integer call() throws IOException {
            if (!Files.exists(image)) {
                throw new Trouble("there is no '" + image + "' (expected a folder or an archive)");
            }
            var scratch = Files.createTempDirectory("movein-image");
            try {
                java.util.Objects.requireNonNull(spec)
                        .commandLine()
                        .getOut()
                        .println(ImageImport.into(scratch, image, name));
                return 0;
            } finally {
                ImageImport.removeTree(scratch);
            }
        }
    }

    /** The same folder and name give the same digest on every machine. */
    @Command(
            name = "build",
            mixinStandardHelpOptions = true,
            description =
                    "Makes an image for the local node from a folder, without Docker. Its programs are those of this machine:"
                            + " for a registry build one from a Containerfile.")
    static final class Build implements Callable<Integer> {
        @Parameters(index = "0", paramLabel = "FOLDER", description = "What the image's file system holds.")
        private Path folder = Path.of("");

        @Parameters(
                index = "1..*",
                arity = "1..*",
                paramLabel = "ENTRYPOINT",
                description = "What it runs: a path in the image, and arguments.")
        private List<String> entrypoint = List.of();

        @Option(
                names = "--name",
                required = true,
                paramLabel = "NAME",
                description = "Its repository, e.g. registry.example/team/migration.")
        private String name = "";

        @Option(names = "--out", required = true, paramLabel = "DIR", description = "Where the OCI layout is written.")
        private Path out = Path.of("");

        @Spec
        private @Nullable CommandSpec spec;

        @Override
        public Integer call() throws IOException {
            if (!Files.isDirectory(folder)) {
                throw new Trouble("'" + folder + "' is no folder");
            }
            if (!name.matches("[a-z0-9][a-z0-9._-]*(:[0-9]+)?(/[a-z0-9][a-z0-9._-]*)+")) {
                throw new Trouble("--name '" + name
                        + "' is not a repository (expected e.g. registry.example/team/migration, in lower case)");
            }
            var config = new ImageConfig(entrypoint, null, List.of("LC_ALL=C.UTF-8"), null);
            java.util.Objects.requireNonNull(spec)
                    .commandLine()
                    .getOut()
                    .println(OciImage.build(folder, name, config, out));
            return 0;
        }
    }
}
