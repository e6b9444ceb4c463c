package io.movein.standin.github.model;

/** A label of the repository; its color is six hex digits without {@code #}. */
public record Label(long id, String name, String color, String description) {

    /** The color that GitHub gives to a label that comes into being by being put on an issue. */
    static final String DEFAULT_COLOR = "ededed";
}
