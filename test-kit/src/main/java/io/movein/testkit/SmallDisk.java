package io.movein.testkit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** A disk of its own under a folder, so small that a test can fill it. */
public final class SmallDisk {
    /** For the message of a skipped test. */
    public static final String MISSING = "not allowed to mount a disk";

    private static final byte[] PAGE = new byte[512];

    private final Path folder;
    private final long bytes;
    private final Path filler;

    private SmallDisk(Path folder, long bytes) {
        this.folder = folder;
        this.bytes = bytes;
        this.filler = folder.resolve("filler");
    }

    /**
     * @param folder is made where it is not there yet
     * @return empty where this machine does not let us mount any
     */
    public static Optional<SmallDisk> mount(Path folder, long bytes) throws IOException, InterruptedException {
        Files.createDirectories(folder);
        return run("mount", "-t", "tmpfs", "-o", "size=" + bytes, "tmpfs", folder.toString())
                ? Optional.of(new SmallDisk(folder, bytes))
                : Optional.empty();
    }

    /** @throws IOException which is not that there is no space left */
    public void fill() throws IOException {
        try (var out = Files.newOutputStream(filler)) {
            for (long written = 0; written <= bytes; written += PAGE.length) {
                out.write(PAGE);
            }
        } catch (IOException full) {
            if (String.valueOf(full.getMessage()).contains("No space left")) {
                return;
            }
            throw full;
        }
        throw new IllegalStateException("the disk under " + folder + " takes more than its " + bytes + " bytes");
    }

    /** As much as was left before it was filled. */
    public void makeRoom() throws IOException {
        Files.delete(filler);
    }

    /** Also while files are open on it. */
    public void unmount() throws IOException, InterruptedException {
        if (!run("umount", "--lazy", folder.toString())) {
            throw new IOException("the disk under " + folder + " cannot be unmounted");
        }
    }

    private static boolean run(String... command) throws IOException, InterruptedException {
        return new ProcessBuilder(command).redirectErrorStream(true).start().waitFor() == 0;
    }
}
