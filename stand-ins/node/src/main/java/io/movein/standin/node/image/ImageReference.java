package io.movein.standin.node.image;

import java.util.regex.Pattern;

/** {@code name@sha256:…}: the only way to name an image here, since a tag can mean another image tomorrow. */
record ImageReference(String name, String digest) {

    private static final Pattern SHAPE =
            Pattern.compile("(?<name>[a-z0-9][a-zA-Z0-9._:/-]*)@(?<digest>sha256:[0-9a-f]{64})");

    static ImageReference parse(String text) throws ImageUnavailableException {
        var match = SHAPE.matcher(text);
        if (!match.matches()) {
            throw ImageUnavailableException.invalidName(text);
        }
        return new ImageReference(match.group("name"), match.group("digest"));
    }

    /** The repository alone: a tag beside a digest says nothing. */
    String repository() {
        var tag = name.lastIndexOf(':');
        return tag > name.lastIndexOf('/') ? name.substring(0, tag) : name;
    }

    @Override
    public String toString() {
        return name + "@" + digest;
    }
}
