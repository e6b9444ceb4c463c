package io.movein.contract;

import java.util.Locale;

/** The values of enums as people and metrics read them. */
public final class EnumText {
    private EnumText() {}

    /** {@code WIPE_AND_RE_RUN} as {@code wipe and re run}. */
    public static String spaced(Enum<?> value) {
        return lower(value).replace('_', ' ');
    }

    /** {@code WIPE_AND_RE_RUN} as {@code wipe-and-re-run}. */
    public static String hyphenated(Enum<?> value) {
        return lower(value).replace('_', '-');
    }

    private static String lower(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
