package io.movein.store.redis;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;

/** A key, which is any bytes. */
public record Key(byte[] bytes) {

    private static final int LONGEST_SHOWN = 120;

    public static Key of(String text) {
        return new Key(text.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Key key && Arrays.equals(bytes, key.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    /** As text, or in hex where it is none; the beginning of a long one. */
    @Override
    public String toString() {
        var whole = bytes.length <= LONGEST_SHOWN;
        var shown = whole ? bytes : Arrays.copyOf(bytes, LONGEST_SHOWN);
        try {
            var text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(shown))
                    .toString();
            if (text.chars().noneMatch(Character::isISOControl)) {
                return whole ? text : text + "…";
            }
        } catch (CharacterCodingException noText) {
            // in hex, below
        }
        return "0x" + HexFormat.of().formatHex(shown) + (whole ? "" : "…");
    }
}
