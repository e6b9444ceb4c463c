package io.movein.process;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A secret's value. Shows itself to nobody who prints it. */
public final class SecretValue {

    private final byte[] bytes;

    public SecretValue(byte[] bytes) {
        this.bytes = bytes.clone();
    }

    public byte[] bytes() {
        return bytes.clone();
    }

    /** As UTF-8, without the line break that editors leave at the end. */
    public String text() {
        return new String(bytes, StandardCharsets.UTF_8).strip();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SecretValue secret && Arrays.equals(bytes, secret.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return "***";
    }
}
