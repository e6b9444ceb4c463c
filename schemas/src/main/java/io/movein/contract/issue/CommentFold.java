package io.movein.contract.issue;

/** A comment of Movein's that a newer one replaces shrinks to one line, behind which its text stays. It counts for nothing any more. */
public final class CommentFold {
    private static final String OPENING = "<details>\n<summary>Superseded: ";

    private CommentFold() {}

    /** @param text without the marker, which stays in front of it */
    public static String of(String heading, String text) {
        return OPENING + heading + "</summary>\n\n" + text + "\n\n</details>\n";
    }

    /** @param body of the comment, its marker in its first line */
    public static boolean isIn(String body) {
        return body.startsWith(OPENING, body.indexOf('\n') + 1);
    }
}
