package io.movein.standin.github.model;

import java.time.Instant;

/**
 * A label of the repository; its color is six hex digits without {@code #}.
 *
 * @param updatedAt when it was made or renamed
 */
public record Label(long id, String name, String color, String description, Instant updatedAt) {

    /** The color that GitHub gives to a label that comes into being by being put on an issue. */
    static final String DEFAULT_COLOR = "ededed";
}
