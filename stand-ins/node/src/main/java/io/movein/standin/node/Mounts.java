package io.movein.standin.node;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;

/**
 * Where a container's paths really are. A process here shares the machine's file system, so a path that the pod declares
 * beneath a mount, in a value of the environment or an argument, is replaced by the real one; a path written into the
 * program is not. {@code view} is a folder with a link for each mount, so that a folder which only holds mounts, such as
 * that of all secrets, can be named too.
 */
record Mounts(Map<String, Path> folders, Path view) {

    Mounts link() throws IOException {
        for (var mount : folders.entrySet()) {
            var link = Path.of(view + mount.getKey());
            if (!isBeneathAnother(mount.getKey()) && !Files.isSymbolicLink(link)) {
                Files.createDirectories(link.getParent());
                Files.createSymbolicLink(link, mount.getValue());
            }
        }
        return this;
    }

    private boolean isBeneathAnother(String path) {
        return folders.keySet().stream().anyMatch(other -> !other.equals(path) && lies(path, other));
    }

    /** For a value of the environment: beneath a mount, or a folder above one. */
    String rewrite(String value) {
        return beneath(value).orElseGet(() -> isAbove(value) ? view + value : value);
    }

    Optional<String> beneath(String value) {
        return folders.entrySet().stream()
                .filter(mount -> lies(value, mount.getKey()))
                .max(Comparator.comparingInt(mount -> mount.getKey().length()))
                .map(mount -> mount.getValue() + value.substring(mount.getKey().length()));
    }

    private boolean isAbove(String value) {
        var folder = value.endsWith("/") ? value.substring(0, value.length() - 1) : value;
        return !folder.isEmpty() && folders.keySet().stream().anyMatch(path -> lies(path, folder));
    }

    private static boolean lies(String value, String mountPath) {
        return value.equals(mountPath) || value.startsWith(mountPath + "/");
    }
}
