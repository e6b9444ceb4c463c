package io.movein.standin.node;

import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;

/**
 * Where a container's paths really are. A process here shares the machine's file system, so a path that the pod declares
 * beneath a mount, in a value of the environment or an argument, is replaced by the real one; a path written into the
 * program is not.
 */
record Mounts(Map<String, Path> folders) {

    String rewrite(String value) {
        return folders.entrySet().stream()
                .filter(mount -> lies(value, mount.getKey()))
                .max(Comparator.comparingInt(mount -> mount.getKey().length()))
                .map(mount -> mount.getValue() + value.substring(mount.getKey().length()))
                .orElse(value);
    }

    private static boolean lies(String value, String mountPath) {
        return value.equals(mountPath) || value.startsWith(mountPath + "/");
    }
}
