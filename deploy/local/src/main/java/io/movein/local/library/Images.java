package io.movein.local.library;

import io.movein.example.media.migration.MigrateMediaLibrary;
import io.movein.example.media.storage.MediaStorage;
import io.movein.local.stack.Trouble;
import io.movein.standin.node.image.ImageConfig;
import io.movein.standin.node.image.OciImage;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/**
 * Packages the example as the two images that its capability owner would push to a registry: the storage that the tenant runs, and
 * the migration process.
 *
 * @param migration {@code name@sha256:…}
 * @param storage {@code name@sha256:…}
 */
record Images(String migration, String storage) {
    private static final String REGISTRY = "registry.example/media/";
    private static final String JAR = "/app/media-library-migration.jar";

    static Images build(Path images, Path work) throws IOException {
        var root = work.resolve("image-root");
        Files.createDirectories(root.resolve("app"));
        Files.copy(
                jarOf(MigrateMediaLibrary.class),
                root.resolve("app/media-library-migration.jar"),
                StandardCopyOption.REPLACE_EXISTING);
        return new Images(
                build(root, images, "migration", MigrateMediaLibrary.class),
                build(root, images, "storage", MediaStorage.class));
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
