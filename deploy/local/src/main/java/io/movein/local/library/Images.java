package io.movein.local.library;

import io.movein.example.media.migration.MigrateMediaLibrary;
import io.movein.example.media.storage.MediaStorage;
import io.movein.local.stack.LocalStack;
import io.movein.local.stack.Trouble;
import io.movein.local.tenant.StorageProgram;
import io.movein.standin.node.image.ImageConfig;
import io.movein.standin.node.image.OciImage;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The example as its capability owner would push it to a registry: the storage that the tenant runs, and the migration process.
 *
 * @param migration {@code name@sha256:…}
 * @param storage   what the tenant's storage runs
 */
record Images(String migration, StorageProgram storage) {
    private static final String REGISTRY = "registry.example/media/";
    private static final String ARCHIVE = "examples/media-library-migration/target/image/media-library-migration.tar";
    private static final List<String> IN_A_CONTAINER =
            List.of("java", "-cp", "@/app/jib-classpath-file", MediaStorage.class.getName());
    private static final String JAR = "/app/media-library-migration.jar";

    static Images of(LocalStack stack) throws IOException {
        if (stack.hasLocalNode()) {
            return build(stack.images(), stack.data().path(), stack.storageClass());
        }
        var delivered = stack.deliver(archive());
        return new Images(delivered, new StorageProgram(delivered, IN_A_CONTAINER, null, true));
    }

    /** With a Java runtime in it: pods of the local node have this machine's. {@code ./movein} builds it where it is wanted. */
    private static Path archive() {
        var archive = Path.of(System.getProperty("movein.home", ""), ARCHIVE);
        if (!Files.isRegularFile(archive)) {
            throw new Trouble("the example's image is not built (expected " + archive
                    + "); build it with ./mvnw -Pimages -DskipTests -pl examples/media-library-migration -am package");
        }
        return archive;
    }

    static Images build(Path images, Path work, @Nullable String storageClass) throws IOException {
        var root = work.resolve("image-root");
        Files.createDirectories(root.resolve("app"));
        Files.copy(
                jarOf(MigrateMediaLibrary.class),
                root.resolve("app/media-library-migration.jar"),
                StandardCopyOption.REPLACE_EXISTING);
        return new Images(
                build(root, images, "migration", MigrateMediaLibrary.class),
                new StorageProgram(build(root, images, "storage", MediaStorage.class), List.of(), storageClass, false));
    }

    private static String build(Path root, Path images, String name, Class<?> program) throws IOException {
        var command = List.of(
                "java", "-Xshare:auto", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-cp", JAR, program.getName());
        // the library's paths have umlauts, which Java can only write where the locale has them
        var config = new ImageConfig(command, null, List.of("LC_ALL=C.UTF-8"), null);
        return OciImage.build(root, REGISTRY + name, config, images.resolve(name));
    }

    private static Path jarOf(Class<?> type) {
        try {
            var jar = Path.of(
                    type.getProtectionDomain().getCodeSource().getLocation().toURI());
            if (Files.isDirectory(jar)) {
                throw new Trouble("the example is not packaged (found " + jar
                        + ", expected its jar); build it with ./mvnw package");
            }
            return jar;
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
