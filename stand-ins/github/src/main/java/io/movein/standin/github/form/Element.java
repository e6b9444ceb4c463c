package io.movein.standin.github.form;

import java.util.List;

/** One part of a form, from top to bottom. Only {@link Kind#MARKDOWN} takes no answer. Texts are empty where the YAML has none. */
public record Element(
        Kind kind,
        String id,
        String label,
        String description,
        String placeholder,
        String value,
        List<String> options,
        boolean multiple,
        String render,
        boolean required) {

    public enum Kind {
        MARKDOWN,
        INPUT,
        TEXTAREA,
        DROPDOWN
    }

    public boolean asks() {
        return kind != Kind.MARKDOWN;
    }
}
