package io.movein.reporter.issue;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The first line of each of our comments, an HTML comment that nobody sees: what the comment is about. It is the memory
 * of this service, and how intake knows what a label or a command refers to. Believed on comments of our own only.
 */
public sealed interface Marker {
    Pattern STATUS = Pattern.compile("<!-- movein:status sequence=(\\d{1,18}) -->");
    Pattern EVENT = Pattern.compile("<!-- movein:(review|report|reply) (?:[a-z]+=\\S+ )*event=\\S+/(\\d{1,18}) -->");

    /** The one comment that is edited in place. */
    record Status(long sequence) implements Marker {
        @Override
        public String text() {
            return "<!-- movein:status sequence=" + sequence + " -->";
        }
    }

    /** A comment about one event; {@code about} are the attributes between kind and event. */
    record OfEvent(String kind, String about, String migration, long sequence) implements Marker {
        @Override
        public String text() {
            return "<!-- movein:" + kind + " " + about + "event=" + migration + "/" + sequence + " -->";
        }
    }

    String text();

    /** Sequence of the newest event that the comment knows. */
    long sequence();

    static Marker review(String revision, int run, String migration, long sequence) {
        return new OfEvent("review", "revision=" + revision + " run=" + run + " ", migration, sequence);
    }

    static Marker report(int run, String migration, long sequence) {
        return new OfEvent("report", "run=" + run + " ", migration, sequence);
    }

    static Marker reply(String migration, long sequence) {
        return new OfEvent("reply", "", migration, sequence);
    }

    /** Of a whole comment; empty where it does not begin with a marker. */
    static Optional<Marker> of(String comment) {
        var line = comment.lines().findFirst().orElse("").strip();
        var status = STATUS.matcher(line);
        if (status.matches()) {
            return Optional.of(new Status(Long.parseLong(status.group(1))));
        }
        return parseEvent(line);
    }

    private static Optional<Marker> parseEvent(String line) {
        var event = EVENT.matcher(line);
        if (!event.matches()) {
            return Optional.empty();
        }
        var from = "<!-- movein:".length() + event.group(1).length() + 1;
        var migration = line.substring(line.indexOf("event=") + "event=".length(), line.lastIndexOf('/'));
        return Optional.of(new OfEvent(
                event.group(1),
                line.substring(from, line.indexOf("event=")),
                migration,
                Long.parseLong(event.group(2))));
    }
}
