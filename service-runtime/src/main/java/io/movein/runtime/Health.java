package io.movein.runtime;

/** Whether something works, and in a few words how. */
public record Health(boolean working, String detail) {
    public static Health up(String detail) {
        return new Health(true, detail);
    }

    public static Health down(String detail) {
        return new Health(false, detail);
    }
}
