package io.movein.contract.issue;

import io.movein.contract.EnumText;
import io.movein.model.Stage;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a comment of Movein's is about, in its first line, an HTML comment that nobody sees. It is the reporter's memory, and
 * how intake knows what a label or a command refers to. Anybody can write such a line, so it is believed on Movein's own
 * comments only, and only as far as {@link CommentSeal} finds them as they were written.
 */
public sealed interface Marker {

    /** The one comment that is edited in place. */
    record Status(long sequence) implements Marker {
        @Override
        public String text() {
            return "movein:status sequence=" + sequence;
        }
    }

    /** A comment about one event. */
    sealed interface OfEvent extends Marker {
        String migration();
    }

    /** Puts a revision up for approval, for one run. */
    record Review(String revision, int run, String migration, long sequence) implements OfEvent {
        @Override
        public String text() {
            return "movein:review revision=" + revision + " run=" + run + " event=" + migration + "/" + sequence;
        }
    }

    /** Reports the end of a run. */
    record Report(int run, String migration, long sequence) implements OfEvent {
        @Override
        public String text() {
            return "movein:report run=" + run + " event=" + migration + "/" + sequence;
        }
    }

    /** Asks the gate of a plan's stage about one commit. */
    record GateAsk(Stage stage, String commit, String migration, long sequence) implements OfEvent {
        @Override
        public String text() {
            return "movein:gate stage=" + EnumText.hyphenated(stage) + " commit=" + commit + " event=" + migration + "/"
                    + sequence;
        }
    }

    /** The one comment on a stage's pull request that lists what its checks found; edited in place. */
    record Findings(String commit, String migration, long sequence) implements OfEvent {
        @Override
        public String text() {
            return "movein:findings commit=" + commit + " event=" + migration + "/" + sequence;
        }
    }

    /** Any other answer. */
    record Reply(String migration, long sequence) implements OfEvent {
        @Override
        public String text() {
            return "movein:reply event=" + migration + "/" + sequence;
        }
    }

    /** How every marker begins, and nothing else that Movein lets through. */
    String START = "<!-- movein:";

    /** The marker without its brackets and seal. */
    String text();

    /** Sequence of the newest event that the comment knows. */
    long sequence();

    /** Of a whole comment; empty where it does not begin with a marker. */
    static Optional<Marker> of(String comment) {
        var line = Patterns.LINE.matcher(firstLine(comment));
        return line.matches() ? parse(line.group(1)) : Optional.empty();
    }

    /** Of a whole comment: the seal in its first line; empty where there is none. */
    static Optional<String> seal(String comment) {
        var line = Patterns.LINE.matcher(firstLine(comment));
        return line.matches() ? Optional.ofNullable(line.group(2)) : Optional.empty();
    }

    private static String firstLine(String comment) {
        return comment.lines().findFirst().orElse("").strip();
    }

    private static Optional<Marker> parse(String text) {
        var status = Patterns.STATUS.matcher(text);
        if (status.matches()) {
            return Optional.of(new Status(Long.parseLong(status.group(1))));
        }
        var event = Patterns.EVENT.matcher(text);
        return event.matches() ? Optional.of(ofEvent(event)) : Optional.empty();
    }

    private static Marker ofEvent(Matcher match) {
        var migration = match.group("migration");
        var sequence = Long.parseLong(match.group("sequence"));
        if (match.group("stage") != null) {
            var stage = Stage.valueOf(match.group("stage").toUpperCase(Locale.ROOT));
            return new GateAsk(stage, match.group("asked"), migration, sequence);
        }
        if (match.group("found") != null) {
            return new Findings(match.group("found"), migration, sequence);
        }
        if (match.group("revision") != null) {
            return new Review(match.group("revision"), Integer.parseInt(match.group("reviewed")), migration, sequence);
        }
        return match.group("reported") != null
                ? new Report(Integer.parseInt(match.group("reported")), migration, sequence)
                : new Reply(migration, sequence);
    }

    /** The grammar of the line. */
    final class Patterns {
        private static final String COMMIT = "[0-9a-f]{40}(?:[0-9a-f]{24})?";
        private static final String RUN = "[1-9][0-9]{0,8}";
        private static final Pattern LINE = Pattern.compile("<!-- (movein:.*?)(?: seal=([0-9a-f]{64}))? -->");
        private static final Pattern STATUS = Pattern.compile("movein:status sequence=([0-9]{1,18})");
        private static final Pattern EVENT =
                Pattern.compile("movein:(?:review revision=(?<revision>[0-9a-f]{12,64}) run=(?<reviewed>"
                        + RUN + ")|report run=(?<reported>" + RUN
                        + ")|gate stage=(?<stage>assessment|mapping|migrate|validation|cutover) commit=(?<asked>"
                        + COMMIT + ")|findings commit=(?<found>" + COMMIT
                        + ")|reply) event=(?<migration>\\S+)/(?<sequence>[0-9]{1,18})");

        private Patterns() {}
    }
}
