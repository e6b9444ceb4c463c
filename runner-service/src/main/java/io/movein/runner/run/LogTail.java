package io.movein.runner.run;

import io.movein.model.Alarm;
import io.movein.model.Progress;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a process's log: the last lines for people, the last progress that it told, and the alarms of the last reading.
 * A log is read from about where the reading before ended; what is read twice is recognised.
 *
 * @param time of the last line
 * @param seen lines of that very time that were read
 */
public record LogTail(
        List<String> lines,
        @Nullable Progress progress,
        List<Raised> alarms,
        @Nullable String time,
        int seen) {
    public static final LogTail NONE = new LogTail(List.of(), null, List.of(), null, 0);
    static final int LINES = 20;
    static final int LINE_CHARACTERS = 300;
    private static final Pattern COLOURS = Pattern.compile("\u001B\\[[0-9;?]*[ -/]*[@-~]");
    private static final Pattern CONTROLS = Pattern.compile("\\p{Cntrl}");

    /** An alarm and the time of its line, which tells it apart from every other. */
    public record Raised(String time, Alarm alarm) {}

    public LogTail with(List<LogLine> read) {
        var fresh = fresh(read);
        var words = new ArrayList<>(lines);
        var alarms = new ArrayList<Raised>();
        var progress = this.progress;
        for (var line : fresh) {
            switch (ProcessLine.parse(line.text())) {
                case ProcessLine.Told told -> progress = told.progress();
                case ProcessLine.Alarmed alarmed -> alarms.add(new Raised(line.time(), alarmed.alarm()));
                case ProcessLine.Plain plain -> words.add(readable(plain.text()));
            }
        }
        words.removeIf(String::isBlank);
        return new LogTail(
                List.copyOf(words.subList(Math.max(0, words.size() - LINES), words.size())),
                progress,
                alarms,
                fresh.isEmpty() ? time : fresh.getLast().time(),
                count(fresh));
    }

    private List<LogLine> fresh(List<LogLine> read) {
        if (time == null) {
            return read;
        }
        var fresh = new ArrayList<LogLine>();
        var sameTime = 0;
        for (var line : read) {
            var order = line.time().compareTo(time);
            if (order > 0 || order == 0 && ++sameTime > seen) {
                fresh.add(line);
            }
        }
        return fresh;
    }

    private int count(List<LogLine> fresh) {
        if (fresh.isEmpty()) {
            return seen;
        }
        var last = fresh.getLast().time();
        var now = (int) fresh.stream().filter(it -> it.time().equals(last)).count();
        return last.equals(time) ? seen + now : now;
    }

    /** Whether a line is to be read however many came after it. */
    public static boolean mustNotBeMissed(String line) {
        return ProcessLine.looksLikeAnAlarm(line);
    }

    static String readable(String line) {
        return bounded(withoutControls(line), LINE_CHARACTERS);
    }

    /** Nor the sequences that make colours in a terminal. */
    static String withoutControls(String line) {
        return CONTROLS.matcher(COLOURS.matcher(line).replaceAll("").replace('\t', ' '))
                .replaceAll("")
                .stripTrailing();
    }

    static String bounded(String text, int characters) {
        return text.codePointCount(0, text.length()) <= characters
                ? text
                : text.substring(0, text.offsetByCodePoints(0, characters)) + "…";
    }
}
