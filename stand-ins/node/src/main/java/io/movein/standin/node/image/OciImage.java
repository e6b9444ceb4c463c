package io.movein.standin.node.image;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/**
 * Packages a folder as an OCI image layout. The same folder, name and configuration give the same digest on every machine:
 * entries are sorted, without times and owners, and the layer is not compressed (zlib's output differs between versions).
 */
public final class OciImage {

    private static final String EPOCH = "1970-01-01T00:00:00Z";

    private final Path layout;

    private OciImage(Path layout) {
        this.layout = layout;
    }

    /** Writes the layout into {@code layout} and returns the reference {@code name@sha256:…} that runs it. */
    public static String build(Path root, String name, ImageConfig config, Path layout) throws IOException {
        var image = new OciImage(Files.createDirectories(layout));
        return name + "@" + image.write(root, name, config);
    }

    private String write(Path root, String name, ImageConfig config) throws IOException {
        var layer = layer(root);
        var configuration = blob(
                "application/vnd.oci.image.config.v1+json",
                json(sorted(
                        "created",
                        EPOCH,
                        "architecture",
                        "amd64",
                        "os",
                        "linux",
                        "config",
                        config,
                        "rootfs",
                        sorted("type", "layers", "diff_ids", List.of(layer.get("digest"))))));
        var type = "application/vnd.oci.image.manifest.v1+json";
        var manifest = blob(
                type,
                json(sorted("schemaVersion", 2, "mediaType", type, "config", configuration, "layers", List.of(layer))));
        manifest.put("annotations", Map.of(Layout.NAME, name));
        Files.write(layout.resolve("index.json"), json(sorted("schemaVersion", 2, "manifests", List.of(manifest))));
        Files.writeString(layout.resolve("oci-layout"), "{\"imageLayoutVersion\":\"1.0.0\"}");
        return String.valueOf(manifest.get("digest"));
    }

    private Map<String, Object> layer(Path root) throws IOException {
        var part = layout.resolve("layer.part");
        try (var out = Files.newOutputStream(part)) {
            writeTar(root, out);
        }
        var digest = Digest.of(part);
        var blob = new Layout(layout).blob(digest);
        Files.createDirectories(blob.getParent());
        Files.move(part, blob, StandardCopyOption.REPLACE_EXISTING);
        return descriptor("application/vnd.oci.image.layer.v1.tar", digest, Files.size(blob));
    }

    private static void writeTar(Path root, OutputStream out) throws IOException {
        try (var tar = new TarArchiveOutputStream(out, StandardCharsets.UTF_8.name());
                var files = Files.walk(root)) {
            tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
            tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
            for (var file : files.filter(path -> !path.equals(root)).sorted().toList()) {
                add(tar, root, file);
            }
        }
    }

    private static void add(TarArchiveOutputStream tar, Path root, Path file) throws IOException {
        var name = root.relativize(file).toString();
        var folder = Files.isDirectory(file);
        var entry = new TarArchiveEntry(folder ? name + "/" : name);
        entry.setMode(folder || Files.isExecutable(file) ? 0755 : 0644);
        entry.setModTime(0);
        entry.setSize(folder ? 0 : Files.size(file));
        tar.putArchiveEntry(entry);
        if (!folder) {
            Files.copy(file, tar);
        }
        tar.closeArchiveEntry();
    }

    private Map<String, Object> blob(String type, byte[] content) throws IOException {
        var digest = Digest.of(content);
        var blob = new Layout(layout).blob(digest);
        Files.createDirectories(blob.getParent());
        Files.write(blob, content);
        return descriptor(type, digest, content.length);
    }

    private static Map<String, Object> descriptor(String type, String digest, long size) {
        return sorted("mediaType", type, "digest", digest, "size", size);
    }

    private static byte[] json(Object value) throws IOException {
        return Layout.JSON.writeValueAsBytes(value);
    }

    private static Map<String, Object> sorted(Object... keysAndValues) {
        var map = new TreeMap<String, Object>();
        for (var i = 0; i < keysAndValues.length; i += 2) {
            map.put((String) keysAndValues[i], keysAndValues[i + 1]);
        }
        return map;
    }
}
