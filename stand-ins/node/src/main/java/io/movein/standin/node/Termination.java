package io.movein.standin.node;

import io.movein.standin.node.process.ContainerProcess;
import io.movein.standin.node.process.Ended;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** How an ended container is told: its exit code, the kubelet's reason for it, and its last words. */
final class Termination {

    static final String MESSAGE_FILE = "termination-log";

    private static final int MOST_BYTES = 4096;
    private static final int MOST_LOG_BYTES = 2048;
    private static final int MOST_LOG_LINES = 80;

    private Termination() {}

    static ContainerState.Terminated of(Ended ended, @Nullable String message, String id) {
        if (ended.exitCode().isEmpty()) {
            return unknown(id);
        }
        var code = ended.exitCode().getAsInt();
        var reason = ended.outOfMemory() ? "OOMKilled" : code == 0 ? "Completed" : "Error";
        return new ContainerState.Terminated(code, reason, message, ended.startedAt(), ended.finishedAt(), id);
    }

    /** Nobody saw the end: never a guess. */
    static ContainerState.Terminated unknown(@Nullable String id) {
        return new ContainerState.Terminated(
                137,
                "ContainerStatusUnknown",
                "The container could not be located when the pod was terminated",
                null,
                null,
                id);
    }

    static ContainerState.Terminated neverStarted(String message, String id) {
        return new ContainerState.Terminated(128, "StartError", message, Instant.EPOCH, Instant.now(), id);
    }

    /** The end of what the container wrote to its termination log, or of its log if it failed silently and asked for that. */
    static @Nullable String message(Path folder, boolean failed, @Nullable String policy) throws IOException {
        var words = tail(folder.resolve(MESSAGE_FILE), MOST_BYTES);
        if (words.isEmpty() && failed && "FallbackToLogsOnError".equals(policy)) {
            words = lastLines(tail(folder.resolve(ContainerProcess.LOG), MOST_LOG_BYTES));
        }
        return words.isEmpty() ? null : words;
    }

    private static String lastLines(String text) {
        var lines = text.split("(?<=\n)");
        return String.join("", Arrays.asList(lines).subList(Math.max(0, lines.length - MOST_LOG_LINES), lines.length));
    }

    private static String tail(Path file, int most) throws IOException {
        if (!Files.exists(file)) {
            return "";
        }
        try (var in = new RandomAccessFile(file.toFile(), "r")) {
            var bytes = new byte[(int) Math.min(most, in.length())];
            in.seek(in.length() - bytes.length);
            in.readFully(bytes);
            return new String(bytes, StandardCharsets.UTF_8);
        }
    }
}
