package io.movein.store.redis;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Keeps the target's copies from expiring by themselves: until the cutover every expiration there lies {@link #LATER} behind its own
 * time, so that the server keeps account of it (RENAME carries it along, SET drops it) and only the source decides when a key is gone.
 */
public final class Lifetimes {

    /** Milliseconds: more than anybody means, and little enough to be counted with. */
    public static final long LATER = 1L << 60;

    /** The same for a field of a hash, whose expiration Redis bounds by 2^46. */
    static final long FIELD_LATER = 1L << 45;

    private static final Set<String> RELATIVE =
            Set.of("EXPIRE", "PEXPIRE", "SETEX", "PSETEX", "GETEX", "HEXPIRE", "HPEXPIRE", "HGETEX");

    private Lifetimes() {}

    /** Later, where it is an expiration at all. */
    public static long later(long milliseconds) {
        return milliseconds <= 0 ? milliseconds : milliseconds + LATER;
    }

    /** The expiration that was meant, given one of a copy; anything else as it is. */
    public static long meant(long milliseconds) {
        return milliseconds >= LATER ? milliseconds - LATER : milliseconds;
    }

    /** Later, where the field expires at all. */
    static long ofField(long milliseconds) {
        return milliseconds <= 0 ? milliseconds : milliseconds + FIELD_LATER;
    }

    /** The expiration of a field that was meant, given one of a copy; anything else as it is. */
    static long meantForField(long milliseconds) {
        return milliseconds >= FIELD_LATER ? milliseconds - FIELD_LATER : milliseconds;
    }

    /** A field's expiration in the year 3084 or later would be taken for one that was put off. */
    static boolean canBePutOff(long milliseconds) {
        return milliseconds < FIELD_LATER;
    }

    /** Whether it depends on the expiration that a field has, which the target's copy has later. */
    static boolean compares(RedisCommand write) {
        return write.name().matches("HP?EXPIREAT")
                && IntStream.range(3, write.size())
                        .takeWhile(i -> !write.text(i).equalsIgnoreCase("FIELDS"))
                        .anyMatch(i -> write.text(i).toUpperCase(Locale.ROOT).matches("GT|LT"));
    }

    /**
     * The same command with its expiration later.
     *
     * @return empty if it gives a length of time: when that began only the source knows, which never sends such; or for fields a time
     *         that cannot be put off
     */
    static Optional<RedisCommand> later(RedisCommand write) {
        if (RELATIVE.contains(write.name())) {
            return Optional.empty();
        }
        return switch (write.name()) {
            case "PEXPIREAT" -> Optional.of(later(write, 2, 1));
            case "EXPIREAT" -> Optional.of(later(write, 2, 1000));
            case "SET" -> set(write);
            case "RESTORE" -> restore(write);
            case "HPEXPIREAT" -> field(write, 2, 1);
            case "HEXPIREAT" -> field(write, 2, 1000);
            case "HSETEX" -> fields(write);
            default -> Optional.of(write);
        };
    }

    private static RedisCommand later(RedisCommand write, int index, int milliseconds) {
        return write.with(index, Long.parseLong(write.text(index)) + LATER / milliseconds);
    }

    /** Empty where it would be too late. */
    private static Optional<RedisCommand> field(RedisCommand write, int index, int milliseconds) {
        var at = Long.parseLong(write.text(index));
        return at < FIELD_LATER / milliseconds
                ? Optional.of(write.with(index, at + FIELD_LATER / milliseconds))
                : Optional.empty();
    }

    private static Optional<RedisCommand> fields(RedisCommand write) {
        for (var i = 2; i < write.size(); i++) {
            switch (write.text(i).toUpperCase(Locale.ROOT)) {
                case "PXAT" -> {
                    return field(write, i + 1, 1);
                }
                case "EXAT" -> {
                    return field(write, i + 1, 1000);
                }
                case "PX", "EX" -> {
                    return Optional.empty();
                }
                case "FIELDS" -> {
                    return Optional.of(write);
                }
                default -> {
                    // FNX, FXX, KEEPTTL
                }
            }
        }
        return Optional.of(write);
    }

    private static Optional<RedisCommand> set(RedisCommand write) {
        for (var i = 3; i < write.size(); i++) {
            switch (write.text(i).toUpperCase(Locale.ROOT)) {
                case "PXAT" -> {
                    return Optional.of(later(write, i + 1, 1));
                }
                case "EXAT" -> {
                    return Optional.of(later(write, i + 1, 1000));
                }
                case "PX", "EX" -> {
                    return Optional.empty();
                }
                default -> {
                    // NX, XX, GET, KEEPTTL
                }
            }
        }
        return Optional.of(write);
    }

    private static Optional<RedisCommand> restore(RedisCommand write) {
        if (write.text(2).equals("0")) {
            return Optional.of(write);
        }
        var absolute =
                IntStream.range(4, write.size()).anyMatch(i -> write.text(i).equalsIgnoreCase("ABSTTL"));
        return absolute ? Optional.of(later(write, 2, 1)) : Optional.empty();
    }
}
