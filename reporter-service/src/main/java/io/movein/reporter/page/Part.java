package io.movein.reporter.page;

import io.movein.reporter.text.Figures;
import java.util.List;
import java.util.function.Function;

/**
 * What is shown of a list that may be long.
 *
 * @param all  how many there are
 * @param page from 1
 */
record Part<T>(List<T> shown, int all, int page, int pages) {
    /** On a page of its own. */
    static final int PAGE = 50;
    /** Beside other things. */
    static final int FIRST = 20;

    /** @param show makes what is shown of an entry; the others are not made */
    static <S, T> Part<T> page(List<S> all, int page, Function<S, T> show) {
        return of(all, page, PAGE, show);
    }

    static <S, T> Part<T> first(List<S> all, Function<S, T> show) {
        return of(all, 1, FIRST, show);
    }

    private static <S, T> Part<T> of(List<S> all, int wanted, int size, Function<S, T> show) {
        var pages = Math.max(1, (all.size() + size - 1) / size);
        var page = Math.min(wanted, pages);
        var shown = all.stream()
                .skip((long) (page - 1) * size)
                .limit(size)
                .map(show)
                .toList();
        return new Part<>(shown, all.size(), page, pages);
    }

    /** {@code 9,980 more}; empty where all are shown. */
    public String more() {
        return all == shown.size() ? "" : Figures.number(all - shown.size()) + " more";
    }
}
