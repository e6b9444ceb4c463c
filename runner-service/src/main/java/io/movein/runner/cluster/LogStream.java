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
 * and beside them those that must not be missed. Of a log that has no end within reach the first part is read, and then its tail.
 */
final class LogStream {
    private static final int LINE_BYTES = 4096;
    static final int LINES = 400;
    private static final int KEPT = 100;
    private static final long BYTES = 128L << 20;
    /** The kubelet answers 200 with its own words where there is no log to be had. */
    private static final Pattern KUBELETS = Pattern.compile(
            "unable to retrieve container logs for [a-z-]+://\\S*|failed to try resolving symlinks in path .*");

    private final Predicate<String> mustNotBeMissed;
    private final long most;
    private final Deque<LogLine> last = new ArrayDeque<>();
    private final List<LogLine> kept = new ArrayList<>();

    /** @param mustNotBeMissed of a line's text */
    LogStream(Predicate<String> mustNotBeMissed) {
        this(mustNotBeMissed, BYTES);
    }

    /** @param most bytes that are read of a stream */
    LogStream(Predicate<String> mustNotBeMissed, long most) {
        this.mustNotBeMissed = mustNotBeMissed;
        this.most = most;
    }

    /**
     * Adds the lines that are later than those that were read before.
     *
     * @return whether this was all: false where there is more than is read of one stream
     */
    boolean read(InputStream in) throws IOException {
        var after = last.isEmpty() ? "" : last.getLast().time();
        var line = new ByteArrayOutputStream();
        var chunk = new byte[64 * 1024];
        var total = 0L;
        for (int read; (read = in.read(chunk)) >= 0; ) {
            var begin = 0;
            for (int i = 0; i < read; i++) {
                if (chunk[i] == '\n') {
                    add(line, chunk, begin, i);
                    take(line, after);
                    begin = i + 1;
                }
            }
            add(line, chunk, begin, read);
            total += read;
            if (total >= most) {
                return false;
            }
        }
        take(line, after);
        return true;
    }

    private static void add(ByteArrayOutputStream line, byte[] chunk, int from, int to) {
        line.write(chunk, from, Math.min(to - from, LINE_BYTES - line.size()));
    }

    /** Oldest first. */
    List<LogLine> lines() {
        var all = new ArrayList<>(kept);
        all.addAll(last);
        return all;
    }

    private void take(ByteArrayOutputStream bytes, String after) {
        var line = bytes.toString(StandardCharsets.UTF_8);
        bytes.reset();
        var space = line.indexOf(' ');
        var time = space < 0 ? line : line.substring(0, space);
        if (line.isEmpty() || KUBELETS.matcher(line).matches() || time.compareTo(after) <= 0) {
            return;
        }
        last.add(new LogLine(time, space < 0 ? "" : line.substring(space + 1)));
        if (last.size() > LINES) {
            var dropped = last.removeFirst();
            if (kept.size() < KEPT && mustNotBeMissed.test(dropped.text())) {
                kept.add(dropped);
            }
        }
    }
}
