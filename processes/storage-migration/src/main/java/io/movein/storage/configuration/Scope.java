package io.movein.storage.configuration;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which artifacts; what is null does not narrow it. */
public record Scope(
        @Nullable List<String> bindings,
        @Nullable List<String> organisations,
        @Nullable List<String> purposes,
        @Nullable Duration olderThan,
        @Nullable String keys) {

    public static final Scope ALL = new Scope(null, null, null, null, null);
}
