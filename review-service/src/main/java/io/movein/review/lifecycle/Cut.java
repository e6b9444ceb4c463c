package io.movein.review.lifecycle;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.movein.contract.issue.Masker;
import java.util.List;

/** Texts of others, shortened to a number of bytes. */
final class Cut {
    private static final String MARK = "…";
    private static final int MARK_BYTES = bytes(MARK);

    private Cut() {}

    static int bytes(String text) {
        return text.getBytes(UTF_8).length;
    }

    /** The text where it fits, or its beginning with a mark, never with half a character; without what looks like a secret. */
    static String cut(String said, int most) {
        var text = Masker.masked(said);
        if (text.length() * 3L <= most || bytes(text) <= most) {
            return text;
        }
        var used = MARK_BYTES;
        var end = 0;
        while (end < text.length()) {
            var next = text.codePointAt(end);
            used += next < 0x80 ? 1 : next < 0x800 ? 2 : next < 0x10000 ? 3 : 4;
            if (used > most) {
                break;
            }
            end += Character.charCount(next);
        }
        return text.substring(0, end) + MARK;
    }

    static List<String> lines(List<String> lines, int most, int each) {
        return lines.stream().limit(most).map(line -> cut(line, each)).toList();
    }
}
