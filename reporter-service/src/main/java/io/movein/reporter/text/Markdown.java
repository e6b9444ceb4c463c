package io.movein.reporter.text;

import io.movein.contract.issue.Masker;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Keeps untrusted text text in GitHub's Markdown: no markup, no HTML, no mention, no link, no reference to an issue, no marker.
 * Where escaping is not enough, because GitHub looks for mentions and links after Markdown is rendered, an invisible space breaks the word.
 */
final class Markdown {
    private static final String BREAK = "\u200B";
    private static final Pattern TERMINAL_COLOURS = Pattern.compile("\u001B\\[[0-9;?]*[ -/]*[@-~]");
    /** Control characters but tab and line feed, and what turns the direction of text or hides in it. */
    private static final Pattern UNSEEN =
            Pattern.compile("[\\x00-\\x08\\x0B-\\x1F\\x7F-\\x9F\\u200B-\\u200F\\u202A-\\u202E\\u2060-\\u2069\\uFEFF]");

    private static final Pattern SPECIAL = Pattern.compile("[\\\\`*_\\[\\]~|$]");
    private static final Pattern BLOCK_START = Pattern.compile("^([#+=-]|\\d+(?=[.)]))");
    /** An image reference's digest is no mention and has to stay whole. */
    private static final Pattern AT = Pattern.compile("@(?!(?<=\\w@)sha256:)");

    private static final Pattern REFERENCE = Pattern.compile("(?i)(#|\\bgh-)(?=\\d)");
    private static final Pattern SCHEME = Pattern.compile("(?i):(?=//)|(?<=\\bwww)(?=\\.)");

    private Markdown() {}

    /** One line of prose. */
    static String text(String untrusted) {
        var line = line(untrusted);
        line = line.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
        line = SPECIAL.matcher(line).replaceAll("\\\\$0");
        line = blockStart(line);
        line = AT.matcher(line).replaceAll("@" + BREAK);
        line = REFERENCE.matcher(line).replaceAll("$1" + BREAK);
        return SCHEME.matcher(line).replaceAll("$0" + BREAK);
    }

    /** Several lines of prose, for a table's cell. */
    static String lines(String untrusted) {
        return visible(untrusted)
                .lines()
                .map(Markdown::text)
                .filter(line -> !line.isEmpty())
                .collect(Collectors.joining("<br>"));
    }

    /** One line as code, for anywhere but a table. */
    static String code(String untrusted) {
        var line = broken(line(untrusted));
        if (line.isEmpty()) {
            return "–";
        }
        var fence = "`".repeat(longestRun(line, '`') + 1);
        var pad = line.startsWith("`") || line.endsWith("`") ? " " : "";
        return fence + pad + line + pad + fence;
    }

    /** One line as code in a table, where a bar would end the cell even inside code. */
    static String cell(String untrusted) {
        return code(untrusted).replace("\\|", "\\" + BREAK + "|").replace("|", "\\|");
    }

    /** Lines as they are, in a block that nothing in them can close. */
    static String fence(String untrusted) {
        var lines = broken(visible(untrusted)).stripTrailing();
        var fence = "`".repeat(Math.max(3, longestRun(lines, '`') + 1));
        return fence + "text\n" + lines + "\n" + fence;
    }

    /** The first characters of a text, saying how many are left out. */
    static String cut(String text, int characters) {
        if (text.codePointCount(0, text.length()) <= characters) {
            return text;
        }
        var end = text.offsetByCodePoints(0, characters);
        return text.substring(0, end) + "… (" + text.codePointCount(end, text.length()) + " more characters)";
    }

    private static String line(String untrusted) {
        return visible(untrusted).replaceAll("\\s+", " ").strip();
    }

    private static String visible(String untrusted) {
        var lines = TERMINAL_COLOURS
                .matcher(untrusted.replace("\r\n", "\n").replace('\r', '\n'))
                .replaceAll("");
        return Masker.masked(UNSEEN.matcher(lines).replaceAll(""));
    }

    private static String blockStart(String line) {
        var start = BLOCK_START.matcher(line);
        if (!start.find()) {
            return line;
        }
        return Character.isDigit(line.charAt(0))
                ? line.substring(0, start.end()) + "\\" + line.substring(start.end())
                : "\\" + line;
    }

    /** Markers are believed on the first line of our own comments only; nothing else shall even look like one. */
    private static String broken(String text) {
        return text.replace("<!--", "<" + BREAK + "!--");
    }

    private static int longestRun(String text, char of) {
        int longest = 0;
        int run = 0;
        for (int i = 0; i < text.length(); i++) {
            run = text.charAt(i) == of ? run + 1 : 0;
            longest = Math.max(longest, run);
        }
        return longest;
    }
}
