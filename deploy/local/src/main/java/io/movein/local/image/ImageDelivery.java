package io.movein.local.image;

import io.movein.local.stack.Trouble;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * How images get to the nodes of a cluster: a command of the user's loads an archive into them, or pushes it to where they pull from.
 *
 * @param option  with which the command was given
 * @param command for a shell; {@code {archive}}, {@code {name}} and {@code {reference}} are filled in
 * @param name    the repository from which the nodes take the image; null: the archive's own
 */
public record ImageDelivery(
        String option, String command, @Nullable String name) {

    /**
     * @param archive of an OCI image
     * @param scratch a folder for the image's parts
     * @return {@code name@sha256:…}, by which pods name it
     * @throws Trouble with the command's own words if it does not end with 0
     */
    public String deliver(Path archive, Path scratch) {
        var reference = ImageImport.into(scratch, archive, name);
        var line = command.replace("{archive}", quoted(archive.toAbsolutePath().toString()))
                .replace("{name}", quoted(reference.substring(0, reference.indexOf('@'))))
                .replace("{reference}", quoted(reference));
        try {
            var process = new ProcessBuilder("/bin/sh", "-c", line)
                    .redirectErrorStream(true)
                    .start();
            process.getOutputStream().close();
            var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            if (process.waitFor() != 0) {
                throw new Trouble(
                        "%s ended with %d (expected 0): %s%n%s".formatted(option, process.exitValue(), line, said));
            }
            return reference;
        } catch (IOException e) {
            throw new Trouble("cannot run " + option + " '" + line + "': " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Trouble("interrupted while images were brought to the cluster", e);
        }
    }

    private static String quoted(String value) {
        return "'" + value.replace("'", "'\\''") + "'";
    }
}
