package io.movein.example.media.storage;

import io.movein.example.media.Manifest;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestInputStream;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The files of the storage; what is being received lies apart until it is complete. */
final class Shelf {

    private final Path files;
    private final Path incoming;

    Shelf(Path folder) throws IOException {
        this.files =
                Files.createDirectories(folder.resolve("files").toAbsolutePath().normalize());
        this.incoming = Files.createDirectories(folder.resolve("incoming"));
    }

    /** Returns the SHA-256 of what was received; it is kept only if that is the expected one, or none was expected. */
    String put(String path, InputStream content, @Nullable String expected) throws IOException {
        var target = inside(path);
        var part = Files.createTempFile(incoming, "file", ".part");
        try (var digesting = new DigestInputStream(content, Manifest.sha256())) {
            Files.copy(digesting, part, StandardCopyOption.REPLACE_EXISTING);
            var found = HexFormat.of().formatHex(digesting.getMessageDigest().digest());
            if (expected == null || expected.equals(found)) {
                Files.createDirectories(target.getParent());
                Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
            }
            return found;
        } finally {
            Files.deleteIfExists(part);
        }
    }

    Optional<Path> find(String path) {
        return Optional.of(inside(path)).filter(Files::isRegularFile);
    }

    private Path inside(String path) {
        var file = files.resolve(path).normalize();
        if (!file.startsWith(files) || file.equals(files)) {
            throw new IllegalArgumentException("'%s' is not a path of a file below /files/".formatted(path));
        }
        return file;
    }

    /** Of what is on the disk now, read anew. */
    Manifest manifest() throws IOException {
        var entries = new ArrayList<Manifest.Entry>();
        try (var found = Files.walk(files)) {
            for (var file : found.filter(Files::isRegularFile).sorted().toList()) {
                entries.add(
                        new Manifest.Entry(sha256(file), files.relativize(file).toString()));
            }
        }
        return new Manifest(entries);
    }

    static String sha256(Path file) throws IOException {
        try (var in = new DigestInputStream(Files.newInputStream(file), Manifest.sha256())) {
            in.transferTo(OutputStream.nullOutputStream());
            return HexFormat.of().formatHex(in.getMessageDigest().digest());
        }
    }
}
