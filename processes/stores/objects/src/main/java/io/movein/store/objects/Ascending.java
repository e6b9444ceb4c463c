package io.movein.store.objects;

import java.util.Comparator;
import java.util.Iterator;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What comes in the order of its keys' bytes, to be gone through beside others. */
final class Ascending<T> {

    /** That of UTF-8, in which servers list and the journal keeps: by code points, not by Java's characters. */
    static final Comparator<String> BY_BYTES = Ascending::compare;

    /** What is to be thrown where the order does not hold. */
    interface Disorder {
        RuntimeException after(String before, String key);
    }

    private final Iterator<T> all;
    private final Function<T, String> keyOf;
    private final Disorder disorder;
    private @Nullable T head;
    private String key = "";

    Ascending(Iterator<T> all, Function<T, String> keyOf, Disorder disorder) {
        this.all = all;
        this.keyOf = keyOf;
        this.disorder = disorder;
        advance();
    }

    private void advance() {
        if (!all.hasNext()) {
            head = null;
            return;
        }
        var first = head == null;
        var before = key;
        head = all.next();
        key = keyOf.apply(head);
        if (!first && BY_BYTES.compare(before, key) >= 0) {
            throw disorder.after(before, key);
        }
    }

    /** The least key that any of them has next. */
    static Optional<String> next(Ascending<?>... beside) {
        return Stream.of(beside)
                .filter(one -> one.head != null)
                .map(one -> one.key)
                .min(BY_BYTES);
    }

    /** Takes what is next, if it has this key. */
    Optional<T> take(String wanted) {
        var taken = head;
        if (taken == null || !key.equals(wanted)) {
            return Optional.empty();
        }
        advance();
        return Optional.of(taken);
    }

    private static int compare(String one, String other) {
        var length = Math.min(one.length(), other.length());
        for (var i = 0; i < length; i++) {
            if (one.charAt(i) != other.charAt(i)) {
                return Integer.compare(rank(one.charAt(i)), rank(other.charAt(i)));
            }
        }
        return Integer.compare(one.length(), other.length());
    }

    /** Surrogates stand for what comes after every other character. */
    private static int rank(char character) {
        return Character.isSurrogate(character) ? character + Character.MAX_VALUE : character;
    }
}
