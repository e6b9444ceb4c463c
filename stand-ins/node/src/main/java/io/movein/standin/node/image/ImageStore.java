package io.movein.standin.node.image;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The images a node can run: OCI image layouts in the given folders (each a layout itself or a folder of layouts), and plain
 * folders ({@code image.json} with an {@link ImageConfig} and {@code name}, beside {@code root/}), which have the digest that
 * {@link OciImage} gives them. Manifest, configuration and layers are hashed at every resolve, before anything is run.
 */
public final class ImageStore {

    private final List<Path> folders;
    private final Path unpacked;

    /** {@code cache} holds the unpacked images, by digest. */
    public ImageStore(List<Path> folders, Path cache) {
        this.folders = List.copyOf(folders);
        this.unpacked = cache.toAbsolutePath().normalize();
    }

    public synchronized Image resolve(String text) throws ImageUnavailableException {
        var image = ImageReference.parse(text);
        try {
            return load(find(image), image);
        } catch (Layout.WrongDigest e) {
            throw ImageUnavailableException.broken(image, String.valueOf(e.getMessage()));
        } catch (IOException e) {
            throw ImageUnavailableException.broken(image, "cannot read or unpack it: " + e);
        }
    }

    private Layout find(ImageReference image) throws IOException, ImageUnavailableException {
        for (var layout : layouts()) {
            if (layout.offers(image)) {
                return layout;
            }
        }
        throw ImageUnavailableException.notFound(image);
    }

    private List<Layout> layouts() throws IOException {
        var found = new ArrayList<Layout>();
        for (var folder : folders) {
            for (var candidate : candidates(folder)) {
                if (Layout.isOne(candidate)) {
                    found.add(new Layout(candidate));
                } else if (PlainFolder.isOne(candidate)) {
                    found.add(PlainFolder.read(candidate).layoutIn(unpacked.resolve("packaged")));
                }
            }
        }
        return found;
    }

    private static List<Path> candidates(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (var children = Files.list(folder)) {
            return Stream.concat(Stream.of(folder), children.sorted()).toList();
        }
    }

    private Image load(Layout layout, ImageReference image) throws IOException, Layout.WrongDigest {
        var manifest = layout.document(image.digest());
        var configuration =
                layout.document(manifest.path("config").path("digest").asText());
        var layers = new ArrayList<Path>();
        for (var layer : manifest.path("layers")) {
            layers.add(layout.verified(layer.path("digest").asText()));
        }
        var config = Layout.JSON.convertValue(configuration.path("config"), ImageConfig.class);
        return new Image(image.toString(), image.digest(), unpack(image.digest(), layers), config);
    }

    private Path unpack(String digest, List<Path> layers) throws IOException {
        var root = unpacked.resolve(digest.replace(':', '-'));
        if (!Files.isDirectory(root)) {
            var part = unpacked.resolve(digest.replace(':', '-') + ".part");
            Layers.removeTree(part);
            Files.createDirectories(part);
            for (var layer : layers) {
                new Layers(part).apply(layer);
            }
            Files.move(part, root, StandardCopyOption.ATOMIC_MOVE);
        }
        return root;
    }
}
