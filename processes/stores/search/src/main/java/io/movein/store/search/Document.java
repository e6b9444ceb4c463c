package io.movein.store.search;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * A document as one of the sides has it.
 *
 * @param routing by which it was written; empty for its id
 * @param source  JSON in one line; empty where it was not asked for
 */
record Document(String id, String routing, long version, byte[] source) {

    /** Strings of JSON have no line ends of their own: those between its parts mean nothing. */
    Document {
        for (var i = 0; i < source.length; i++) {
            if (source[i] == '\n' || source[i] == '\r') {
                source[i] = ' ';
            }
        }
    }

    Listed listed() {
        return listed(source);
    }

    Listed listedByFields() {
        return listed(source.length == 0 ? source : FieldValues.of(source));
    }

    private Listed listed(byte[] content) {
        return new Listed(
                id, routing, version, content.length == 0 ? "" : HexFormat.of().formatHex(sha256().digest(content)));
    }

    String words() {
        return routing.isEmpty() ? "'%s'".formatted(id) : "'%s' with routing '%s'".formatted(id, routing);
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
