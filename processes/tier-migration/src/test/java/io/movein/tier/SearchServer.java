package io.movein.tier;

import io.movein.standin.search.SearchProcess;
import java.nio.file.Path;

/** One for all tests of this JVM, as its start takes longer than most of them. */
final class SearchServer {

    private static final SearchProcess ONE = SearchProcess.start(
            Path.of("target", "search-%d".formatted(ProcessHandle.current().pid())));

    private SearchServer() {}

    /** With no index in it. */
    static SearchProcess emptied() {
        ONE.ask("DELETE", "/*?expand_wildcards=all", "");
        return ONE;
    }
}
