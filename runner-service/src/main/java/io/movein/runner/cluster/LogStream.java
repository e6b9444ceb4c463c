package io.movein.runner.cluster;

import io.movein.runner.run.LogLine;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * Reads a log with time stamps in bounded memory, however long it or its lines are: of each line its beginning, of all lines the last,
 * and beside them those that must not be missed.
 */
final class LogStream {
    private static final int LINE_BYTES = 4096;
    private static final int LINES = 400;
    private static final int KEPT = 100;
    private static final long BYTES = 64L << 20;
    /** The kubelet answers 200 with its own words where there is no log to be had. */
    private static final Pattern KUBELETS = Pattern.compile(
            "unable to retrieve container logs for [a-z-]+://\\S*|failed to try resolving symlinks in path .*");

    private final Predicate<String> mustNotBeMissed;
    private final Deque<LogLine> last = new ArrayDeque<>();
    private final List<LogLine> kept = new ArrayList<>();

    /** @param mustNotBeMissed of a line's text */
    LogStream(Predicate<String> mustNotBeMissed) {
        this.mustNotBeMissed = mustNotBeMissed;
    }

    /** @return oldest first */
    List<LogLine> read(InputStream in) throws IOException {
        var line = new ByteArrayOutputStream();
        var chunk = new byte[64 * 1024];
        var total = 0L;
        for (int read; total < BYTES && (read = in.read(chunk)) >= 0; total += read) {
            for (int i = 0; i < read; i++) {
                if (chunk[i] == '\n') {
                    take(line);
                } else if (line.size() < LINE_BYTES) {
                    line.write(chunk[i]);
                }
            }
        }
        take(line);
        var all = new ArrayList<>(kept);
        all.addAll(last);
        return all;
    }

    private void take(ByteArrayOutputStream bytes) {
        var line = bytes.toString(StandardCharsets.UTF_8);
        bytes.reset();
        var space = line.indexOf(' ');
        if (line.isEmpty() || KUBELETS.matcher(line).matches()) {
            return;
        }
        last.add(space < 0 ? new LogLine(line, "") : new LogLine(line.substring(0, space), line.substring(space + 1)));
        if (last.size() > LINES) {
            var dropped = last.removeFirst();
            if (kept.size() < KEPT && mustNotBeMissed.test(dropped.text())) {
                kept.add(dropped);
            }
        }
    }
}
