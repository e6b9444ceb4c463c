package io.movein.standin.node.image;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** An image as a person keeps it while writing the program: {@code image.json} beside {@code root/}. */
record PlainFolder(Path root, String name, ImageConfig config) {

    static boolean isOne(Path folder) {
        return Files.isRegularFile(folder.resolve("image.json")) && Files.isDirectory(folder.resolve("root"));
    }

    static PlainFolder read(Path folder) throws IOException {
        var json = Layout.JSON.readTree(folder.resolve("image.json").toFile());
        var name = json.path("name").asText(folder.getFileName().toString());
        return new PlainFolder(folder.resolve("root"), name, Layout.JSON.treeToValue(json, ImageConfig.class));
    }

    /** Packaged anew each time: the folder may have changed since, and then its digest has too. */
    Layout layoutIn(Path cache) throws IOException {
        var layout = cache.resolve(name.replace('/', '_'));
        Layers.removeTree(layout);
        OciImage.build(root, name, config, layout);
        return new Layout(layout);
    }
}
