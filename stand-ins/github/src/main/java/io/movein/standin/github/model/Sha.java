package io.movein.standin.github.model;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Names of git objects: a SHA-1 over kind, size and contents. */
final class Sha {

    private Sha() {}

    static String of(String kind, String text) {
        return of(kind, text.getBytes(StandardCharsets.UTF_8));
    }

    static String of(String kind, byte[] contents) {
        try {
            var digest = MessageDigest.getInstance("SHA-1");
            digest.update((kind + " " + contents.length + "\0").getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest.digest(contents));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
