package io.movein.review.plan;

import java.util.List;
import java.util.stream.Stream;

/** Lists that do not grow without end. */
final class Lists {
    private Lists() {}

    /** With one more at the end, and of all no more than the last ones. */
    static <T> List<T> last(List<T> all, T added, int most) {
        return Stream.concat(all.stream(), Stream.of(added))
                .skip(Math.max(0, all.size() + 1 - most))
                .toList();
    }
}
