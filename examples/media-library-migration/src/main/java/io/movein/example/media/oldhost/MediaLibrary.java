package io.movein.example.media.oldhost;

import io.movein.example.media.Manifest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * A library made up from a seed: the same seed, count and size give the same files everywhere. Sizes vary between half and
 * one and a half times the mean and come in pairs, so that the sum is exactly what was asked for.
 */
public final class MediaLibrary {

    private static final String MANIFEST = "manifest.sha256";
    private static final List<String> KINDS =
            List.of("albums/%04d/Track %02d.flac", "photos/%04d/IMG_%02d.jpg", "films/%04d/Scene %02d.mkv");

    private final Path folder;
    private final int files;
    private final long bytes;
    private final long seed;

    private MediaLibrary(Path folder, int files, long bytes, long seed) {
        this.folder = folder;
        this.files = files;
        this.bytes = bytes;
        this.seed = seed;
    }

    /** Makes the library below {@code folder}, or finds that it is already there, and returns its manifest. */
    public static Manifest generate(Path folder, int files, long bytes, long seed) throws IOException {
        return new MediaLibrary(folder, files, bytes, seed).generate();
    }

    private Manifest generate() throws IOException {
        var manifest = folder.resolve(MANIFEST);
        var recipe = "%d files, %d bytes, seed %d".formatted(files, bytes, seed);
        var made = folder.resolve("recipe");
        if (!Files.exists(made) || !Files.readString(made).equals(recipe)) {
            var entries =
                    IntStream.range(0, files).parallel().mapToObj(this::make).toList();
            Files.writeString(manifest, new Manifest(entries).text());
            Files.writeString(made, recipe);
        }
        return Manifest.parse(Files.readString(manifest));
    }

    private Manifest.Entry make(int index) {
        var path = KINDS.get(index % KINDS.size()).formatted(index / 30, index % 30 + 1);
        var content = new byte[size(index)];
        new SplittableRandom(seed * 1_000_003 + index).nextBytes(content);
        try {
            var file = folder.resolve("files").resolve(path);
            Files.createDirectories(file.getParent());
            Files.write(file, content);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot make up the file " + path, e);
        }
        return new Manifest.Entry(HexFormat.of().formatHex(Manifest.sha256().digest(content)), path);
    }

    private int size(int index) {
        var mean = bytes / files;
        var more = new SplittableRandom(seed + index / 2).nextLong(mean / 2 + 1);
        var last = index == files - 1;
        var alone = last && files % 2 == 1;
        var size = alone ? mean : index % 2 == 0 ? mean + more : mean - more;
        return (int) (last ? size + bytes % files : size);
    }
}
