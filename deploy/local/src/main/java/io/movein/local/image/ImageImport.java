package io.movein.local.image;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.movein.local.stack.Trouble;
import io.movein.standin.node.image.ImageConfig;
import io.movein.standin.node.image.OciImage;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.jspecify.annotations.Nullable;

/**
 * Takes an image as people have it into the folder where the local node looks: an OCI layout, an archive of one ({@code docker save} from
 * Docker 25 on, {@code podman save --format oci-archive}, {@code skopeo copy … oci-archive:…}), or a plain folder with {@code image.json}
 * beside {@code root/}.
 */
public final class ImageImport {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String NAME = "org.opencontainers.image.ref.name";
    private static final String FULL_NAME = "io.containerd.image.name";
    private static final String PLATFORM = "amd64";

    private ImageImport() {}

    /** @return the reference {@code name@sha256:…} to write into the issue */
    public static String into(Path images, Path image) {
        return into(images, image, null);
    }

    /** @param name the repository that the image is to have; null: its own, or else one made of the file's name */
    static String into(Path images, Path image, @Nullable String name) {
        try {
            if (Files.isRegularFile(image.resolve("image.json")) && Files.isDirectory(image.resolve("root"))) {
                return packaged(images, image, name);
            }
            var layout = images.resolve("imported-" + fileName(image));
            removeTree(layout);
            if (Files.isDirectory(image)) {
                copyTree(image, layout);
            } else {
                extract(image, layout);
            }
            return named(layout, image, name);
        } catch (IOException e) {
            throw new Trouble("cannot read the image '" + image + "': " + e.getMessage(), e);
        }
    }

    private static String packaged(Path images, Path folder, @Nullable String name) throws IOException {
        var json = JSON.readTree(folder.resolve("image.json").toFile());
        var called = name != null ? name : json.path("name").asText(defaultName(folder));
        var config = JSON.treeToValue(json, ImageConfig.class);
        return OciImage.build(folder.resolve("root"), called, config, images.resolve("imported-" + fileName(folder)));
    }

    private static String named(Path layout, Path image, @Nullable String wanted) throws IOException {
        var file = layout.resolve("index.json");
        if (!Files.isRegularFile(layout.resolve("oci-layout")) || !Files.isRegularFile(file)) {
            removeTree(layout);
            throw new Trouble("'" + image
                    + "' is no image (expected an OCI layout or an archive of one, with oci-layout and index.json;"
                    + " an older docker archive becomes one by: skopeo copy docker-archive:FILE oci-archive:FILE.oci)");
        }
        var index = (ObjectNode) JSON.readTree(file.toFile());
        var entry = (ObjectNode) manifest(layout, index.path("manifests"), image);
        var name = wanted != null ? wanted : nameOf(entry, image);
        entry.putObject("annotations").put(NAME, name);
        index.putArray("manifests").add(entry);
        JSON.writeValue(file.toFile(), index);
        return name + "@" + entry.path("digest").asText();
    }

    /** Of an index for several platforms the manifest for this one. */
    private static JsonNode manifest(Path layout, JsonNode manifests, Path image) throws IOException {
        for (var entry : manifests) {
            if (entry.path("mediaType").asText().contains("index")
                    || entry.path("mediaType").asText().contains("manifest.list")) {
                var nested = layout.resolve("blobs")
                        .resolve(entry.path("digest").asText().replace(':', '/'));
                var found = (ObjectNode)
                        manifest(layout, JSON.readTree(nested.toFile()).path("manifests"), image);
                found.set("annotations", entry.path("annotations").deepCopy());
                return found;
            }
            var architecture = entry.path("platform").path("architecture").asText(PLATFORM);
            if (architecture.equals(PLATFORM)) {
                return entry;
            }
        }
        throw new Trouble("'" + image + "' has no image for " + PLATFORM);
    }

    private static String nameOf(JsonNode entry, Path image) {
        var annotations = entry.path("annotations");
        for (var key : new String[] {FULL_NAME, NAME}) {
            var name = annotations.path(key).asText();
            if (name.contains("/")) {
                return withoutTag(name);
            }
        }
        return defaultName(image);
    }

    private static String withoutTag(String name) {
        var tag = name.lastIndexOf(':');
        return tag > name.lastIndexOf('/') ? name.substring(0, tag) : name;
    }

    private static String defaultName(Path image) {
        return "registry.example/" + fileName(image);
    }

    private static String fileName(Path image) {
        return image.toAbsolutePath()
                .normalize()
                .getFileName()
                .toString()
                .replaceFirst("\\.(tar|tar\\.gz|tgz|oci)$", "")
                .toLowerCase(java.util.Locale.ROOT)
                .replaceAll("[^a-z0-9._-]", "-");
    }

    private static void extract(Path archive, Path folder) throws IOException {
        try (var file = new BufferedInputStream(Files.newInputStream(archive));
                var tar = new TarArchiveInputStream(plain(file))) {
            for (var entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                var target = folder.resolve(entry.getName()).normalize();
                if (!target.startsWith(folder)) {
                    throw new IOException("the entry '" + entry.getName() + "' leads out of the archive");
                }
                if (entry.isDirectory()) {
                    Files.createDirectories(target);
                } else if (entry.isFile()) {
                    Files.createDirectories(target.getParent());
                    Files.copy(tar, target);
                }
            }
        }
    }

    private static InputStream plain(BufferedInputStream in) throws IOException {
        in.mark(2);
        var gzip = in.read() == 0x1f && in.read() == 0x8b;
        in.reset();
        return gzip ? new GZIPInputStream(in) : in;
    }

    private static void copyTree(Path from, Path to) throws IOException {
        try (var all = Files.walk(from)) {
            for (var path : all.toList()) {
                var target = to.resolve(from.relativize(path).toString());
                if (Files.isDirectory(path)) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(path, target);
                }
            }
        }
    }

    static void removeTree(Path folder) throws IOException {
        if (Files.exists(folder)) {
            try (var all = Files.walk(folder)) {
                for (var path : all.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(path);
                }
            }
        }
    }
}
