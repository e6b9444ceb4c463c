package io.movein.standin.node.image;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/** Lays an image's layers, one over the other, into a folder; nothing is ever written outside of it. */
final class Layers {

    private static final String WHITEOUT = ".wh.";

    private final Path root;

    Layers(Path root) {
        this.root = root;
    }

    void apply(Path layer) throws IOException {
        try (var in = new BufferedInputStream(Files.newInputStream(layer));
                var tar = new TarArchiveInputStream(plain(in))) {
            for (var entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                apply(entry, tar);
            }
        }
    }

    private static InputStream plain(BufferedInputStream in) throws IOException {
        in.mark(2);
        var gzip = in.read() == 0x1f && in.read() == 0x8b;
        in.reset();
        return gzip ? new GZIPInputStream(in) : in;
    }

    private void apply(TarArchiveEntry entry, InputStream content) throws IOException {
        var target = inside(entry.getName());
        if (target.equals(root)) {
            return;
        }
        Files.createDirectories(target.getParent());
        var name = target.getFileName().toString();
        if (name.startsWith(WHITEOUT)) {
            remove(target.resolveSibling(name.substring(WHITEOUT.length())));
        } else {
            write(entry, target, content);
        }
    }

    private void write(TarArchiveEntry entry, Path target, InputStream content) throws IOException {
        if (entry.isDirectory()) {
            Files.createDirectories(target);
            return;
        }
        remove(target);
        if (entry.isSymbolicLink()) {
            Files.createSymbolicLink(target, Path.of(entry.getLinkName()));
        } else if (entry.isLink()) {
            Files.createLink(target, inside(entry.getLinkName()));
        } else if (entry.isFile()) {
            Files.copy(content, target, StandardCopyOption.REPLACE_EXISTING);
            Files.setPosixFilePermissions(
                    target, PosixFilePermissions.fromString((entry.getMode() & 0100) != 0 ? "rwxr-xr-x" : "rw-r--r--"));
        }
    }

    /** Neither {@code ..} nor a symbolic link of an earlier entry leads out. */
    private Path inside(String name) throws IOException {
        var target = root.resolve(name.replaceFirst("^/+", "")).normalize();
        if (!target.startsWith(root)) {
            throw new IOException("the layer's entry '%s' leads out of the image".formatted(name));
        }
        for (var folder = target.getParent(); folder != null && folder.startsWith(root); folder = folder.getParent()) {
            if (Files.isSymbolicLink(folder)) {
                throw new IOException("the layer's entry '%s' passes through a symbolic link".formatted(name));
            }
        }
        return target;
    }

    private static void remove(Path target) throws IOException {
        if (Files.isDirectory(target) && !Files.isSymbolicLink(target)) {
            removeTree(target);
        } else {
            Files.deleteIfExists(target);
        }
    }

    static void removeTree(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (var files = Files.walk(folder)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
