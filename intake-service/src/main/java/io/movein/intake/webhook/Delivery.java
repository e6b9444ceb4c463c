package io.movein.intake.webhook;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** One delivery as it came. */
record Delivery(
        @Nullable String signature,
        @Nullable String event,
        @Nullable String id,
        byte[] body) {

    private static final Pattern ID = Pattern.compile("[A-Za-z0-9-]{1,64}");

    /** Fit for a log and for a record's id, whoever sent it. */
    String name() {
        return id != null && ID.matcher(id).matches() ? id : "without-id";
    }
}
