package io.movein.standin.github.model;

import org.jspecify.annotations.Nullable;

/** GitHub's own limits for what people write, in characters. */
final class TextLimits {

    private static final int MAX_TITLE = 256;

    private TextLimits() {}

    static void checkTitle(@Nullable String title) {
        if (title != null && title.length() > MAX_TITLE) {
            throw Refused.invalid("title", "title is too long (maximum is " + MAX_TITLE + " characters)");
        }
    }

    static void checkBody(@Nullable String body) {
        if (body != null && body.length() > GitHubModel.MAX_BODY) {
            throw Refused.invalid("body", "body is too long (maximum is " + GitHubModel.MAX_BODY + " characters)");
        }
    }
}
