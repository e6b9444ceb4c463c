package io.movein.local.screen;

import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Writes lines with the time since the start, who did it and what. Colours only for a person who did not decline them. */
public final class Screen {
    public enum Style {
        PLAIN(""),
        FAINT("2"),
        BOLD("1"),
        RED("31"),
        GREEN("32"),
        YELLOW("33"),
        BLUE("34"),
        MAGENTA("35"),
        CYAN("36");

        private final String code;

        Style(String code) {
            this.code = code;
        }
    }

    private static final int USUAL_WIDTH = 120;
    private static final int BENEATH = 28;
    private static final int FOUND = 4;

    private final PrintStream out;
    private final boolean terminal;
    private final boolean colours;
    private final int width;
    private final Instant start = Instant.now();
    private boolean lineOpen;

    public Screen(PrintStream out, boolean terminal, boolean colours) {
        this(out, terminal, colours, USUAL_WIDTH);
    }

    Screen(PrintStream out, boolean terminal, boolean colours, int width) {
        this.width = width;
        this.out = out;
        this.terminal = terminal;
        this.colours = colours;
    }

    /** Standard output as it is: a terminal or not, NO_COLOR or not. */
    public static Screen ofThisProcess(Map<String, String> env) {
        var console = System.console();
        var terminal = console != null && console.isTerminal();
        var declined = !env.getOrDefault("NO_COLOR", "").isEmpty() || "dumb".equals(env.get("TERM"));
        return new Screen(System.out, terminal, terminal && !declined, width(env));
    }

    /** ./movein tells it; a log has the usual one. */
    private static int width(Map<String, String> env) {
        var told = env.getOrDefault("MOVEIN_COLUMNS", "");
        return told.matches("[1-9][0-9]{1,3}") ? Math.clamp(Integer.parseInt(told), 60, 160) : USUAL_WIDTH;
    }

    int width() {
        return width;
    }

    public boolean terminal() {
        return terminal;
    }

    boolean colours() {
        return colours;
    }

    public Duration elapsed() {
        return Duration.between(start, Instant.now());
    }

    public synchronized void line(String text) {
        endOpenLine();
        out.println(text);
        out.flush();
    }

    /** {@code  12.3 s  who               what}; in a terminal what has no room goes on beneath itself. */
    public void did(String who, String what) {
        var time = String.format(Locale.ROOT, "%6.1f s", elapsed().toMillis() / 1000.0);
        var begin = paint(time, Style.FAINT) + "  " + paint("%-17s".formatted(who), colourOf(who)) + " ";
        line(begin + String.join(System.lineSeparator() + " ".repeat(BENEATH), wrapped(what, BENEATH)));
    }

    private List<String> wrapped(String words, int indent) {
        return terminal ? MarkdownText.wrapped(words, width - indent) : List.of(words);
    }

    /** What was looked for, and beside it, or beneath it in a terminal without room, what was seen. */
    public void found(boolean holds, String what, String seen) {
        var mark = "  " + (holds ? paint("✓", Style.GREEN) : paint("✗", Style.RED)) + " ";
        var beside = "%-52s ".formatted(what);
        if (!terminal || FOUND + beside.length() + seen.length() <= width) {
            line(mark + beside + paint(seen, Style.FAINT));
            return;
        }
        var indent = System.lineSeparator() + " ".repeat(FOUND);
        line(mark
                + String.join(indent, wrapped(what, FOUND))
                + wrapped(seen, FOUND + 2).stream()
                        .map(one -> indent + "  " + paint(one, Style.FAINT))
                        .collect(Collectors.joining()));
    }

    /** A comment, beneath the line before, within the terminal's width. */
    public void comment(String markdown) {
        MarkdownText.lines(markdown, width - BENEATH)
                .forEach(one -> line(" ".repeat(BENEATH) + paint(one, Style.FAINT)));
    }

    public void heading(String text) {
        line("");
        line(paint(text, Style.BOLD));
    }

    /** A line that the next call replaces; nothing where lines cannot be replaced. */
    public synchronized void passing(String text) {
        if (terminal) {
            out.print("\r\033[K" + text);
            out.flush();
            lineOpen = true;
        }
    }

    public String paint(String text, Style style) {
        return colours && !style.code.isEmpty() ? "\033[" + style.code + "m" + text + "\033[0m" : text;
    }

    private void endOpenLine() {
        if (lineOpen) {
            out.print("\r\033[K");
            lineOpen = false;
        }
    }

    private static Style colourOf(String who) {
        return switch (who) {
            case "capability-owner", "other-owner" -> Style.CYAN;
            case "operator" -> Style.YELLOW;
            case "movein", "movein[bot]" -> Style.MAGENTA;
            case "process" -> Style.BLUE;
            default -> Style.PLAIN;
        };
    }
}
