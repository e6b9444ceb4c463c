package io.movein.process.configuration;

/**
 * A rate of bytes, written {@code 50MiB/s}.
 *
 * @param bytesPerSecond more than 0
 */
public record ByteRate(long bytesPerSecond) {

    public static ByteRate parse(String text) {
        if (!text.endsWith("/s")) {
            throw new IllegalArgumentException("'%s' is not a rate (expected a value like 50MiB/s)".formatted(text));
        }
        return new ByteRate(DataSize.parse(text.substring(0, text.length() - 2)).bytes());
    }

    @Override
    public String toString() {
        return new DataSize(bytesPerSecond) + "/s";
    }
}
