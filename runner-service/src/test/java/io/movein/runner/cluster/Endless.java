package io.movein.runner.cluster;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.InputStream;

/** A log of so many lines that nobody wants to have it in memory. */
final class Endless extends InputStream {
    static final String WORDS = "copied an object to where it belongs";

    private final int lines;
    private final String more;
    private int made;
    private byte[] line = new byte[0];
    private int at;

    Endless(int lines) {
        this(lines, 0);
    }

    /** @param more characters on each line */
    Endless(int lines, int more) {
        this.lines = lines;
        this.more = ".".repeat(more);
    }

    static String time(int line) {
        return "t" + (1_000_000_000L + line);
    }

    @Override
    public int read() {
        var one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0];
    }

    @Override
    public int read(byte[] into, int from, int most) {
        if (at == line.length) {
            if (made == lines) {
                return -1;
            }
            line = (time(made++) + " " + WORDS + more + "\n").getBytes(UTF_8);
            at = 0;
        }
        var count = Math.min(most, line.length - at);
        System.arraycopy(line, at, into, from, count);
        at += count;
        return count;
    }
}
