package io.movein.store.objects;

import io.movein.store.objects.StoreFailure.Kind;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** Keys are bytes: at most 1,024 of them, UTF-8, and nothing is normalised. */
public final class Names {

    private static final int LONGEST = 1024;

    private Names() {}

    /** For people: in quotes, or as hex where it could not be read or would break the line. */
    public static String show(String key) {
        var plain = key.codePoints()
                .noneMatch(point -> Character.isISOControl(point)
                        || point == 0xFFFD
                        || Character.getType(point) == Character.SURROGATE);
        return plain ? "'" + key + "'" : "0x" + HexFormat.of().formatHex(key.getBytes(StandardCharsets.UTF_8));
    }

    /** @throws StoreFailure of kind {@code NAME} */
    static String checked(Place place, String key) {
        var whole = place.prefix() + key;
        if (key.isEmpty()) {
            throw new StoreFailure(Kind.NAME, place, "a key must not be empty");
        }
        if (length(place, whole) > LONGEST) {
            throw new StoreFailure(
                    Kind.NAME,
                    place,
                    "the key %s has %d bytes with the prefix, and an object's may have %d"
                            .formatted(show(key), length(place, whole), LONGEST));
        }
        return whole;
    }

    /** In bytes. */
    private static int length(Place place, String key) {
        try {
            return isAscii(key)
                    ? key.length()
                    : StandardCharsets.UTF_8
                            .newEncoder()
                            .encode(CharBuffer.wrap(key))
                            .remaining();
        } catch (CharacterCodingException e) {
            throw new StoreFailure(Kind.NAME, place, "the key %s is not valid Unicode".formatted(show(key)), e);
        }
    }

    private static boolean isAscii(String key) {
        for (var i = 0; i < key.length(); i++) {
            if (key.charAt(i) >= 0x80) {
                return false;
            }
        }
        return true;
    }
}
