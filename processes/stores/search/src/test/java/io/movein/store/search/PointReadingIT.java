package io.movein.store.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Documents are read at one point in time, kept as long as they are read, to its end or not at all. */
@Timeout(240)
@ParameterizedClass
@EnumSource(Engine.class)
class PointReadingIT extends ASharedIndex {

    @Test
    void keepsThePointInTimeOverAPause() throws Exception {
        var searches = new AtomicInteger();
        var kept = new AtomicInteger();
        try (var between = new Between(index.server.url())) {
            between.onQuestion(message -> {
                if (message.body().contains("match_none")) {
                    if (kept.incrementAndGet() == 2) {
                        index.pace.proceed();
                    }
                } else if (message.is("POST /_search?") && searches.incrementAndGet() == 3) {
                    index.pace.pause();
                }
                return message;
            });
            index.source = between.url();
            index.kept = Duration.ofSeconds(1);
            var documents = index.documents();
            documents.make();

            assertThat(documents.copy(index.pace)).isEqualTo(new TenantDocuments.Pass(50, 0));

            assertThat(kept).hasValueGreaterThanOrEqualTo(2);
        }
    }

    @Test
    void readsEverythingAnewWhereThePointInTimeIsLost() throws Exception {
        var lost = new AtomicInteger();
        try (var between = new Between(index.server.url())) {
            between.onQuestion(message -> {
                if (message.is("POST /_search?")
                        && message.body().contains("search_after")
                        && lost.incrementAndGet() == 3) {
                    engine.forget(message.body().replaceAll("(?s).*\"pit\":\\{\"id\":\"([^\"]*)\".*", "$1"));
                }
                return message;
            });
            index.source = between.url();
            var documents = index.documents();
            documents.make();

            var pass = documents.copy(index.pace);

            assertThat(pass).isEqualTo(new TenantDocuments.Pass(50, 1));
            documents.settle(index.pace);
            var both = documents.compare(index.pace);
            assertThat(both.differences()).isEmpty();
            assertThat(both.target()).isEqualTo(50);
        }
    }

    @Test
    void neverTakesAPartOfTheShardsForTheWhole() throws Exception {
        var pages = new AtomicInteger();
        try (var between = new Between(index.server.url())) {
            between.onAnswer(message -> !message.is("POST /_search?")
                    ? message
                    : switch (pages.incrementAndGet()) {
                        case 1 -> message.with(message.body().replace("\"timed_out\":false", "\"timed_out\":true"));
                        case 2 ->
                            message.with(message.body()
                                    .replace(
                                            "\"successful\":3,\"skipped\":0,\"failed\":0",
                                            "\"successful\":2,\"skipped\":0,\"failed\":1"));
                        default -> message;
                    });
            index.source = between.url();
            var documents = index.documents();
            documents.make();

            assertThat(documents.copy(index.pace).documents()).isEqualTo(50);

            between.onAnswer(
                    message -> message.with(message.body().replace("\"timed_out\":false", "\"timed_out\":true")));
            assertThatThrownBy(() -> documents.copy(index.pace))
                    .isInstanceOf(SearchFailure.class)
                    .hasMessageContaining("search source: /_search: timed_out (expected all shards, in time)");
        }
    }

    /** Of 20,000 documents, most with the same values, with {@code -Dmovein.tier.kills=all}. */
    @ParameterizedTest
    @CsvSource({"1, 10000", "4, 10000", "4, 100", "4, 1"})
    void copiesManyDocumentsOnceWhateverTheSlicesAndPages(int slices, int page) throws Exception {
        assumeTrue("all".equals(System.getProperty("movein.tier.kills")), "at length alone");
        var most = page == 1 ? 2_000 : 20_000;
        for (var from = 100; from < most; from += 1_000) {
            index.write(from, Math.min(from + 1_000, most), "{\"tenant\":\"%s\",\"n\":1,\"at\":1}");
        }
        index.slices = slices;
        index.page = page;
        var documents = index.documents();
        documents.make();

        assertThat(documents.copy(index.pace)).isEqualTo(new TenantDocuments.Pass(most / 2, 0));

        assertThat(documents.settle(index.pace)).isEqualTo(new TenantDocuments.Settled(0, 0));
        var both = documents.compare(index.pace);
        assertThat(both.differences()).isEmpty();
        assertThat(both.target()).isEqualTo(most / 2);
        assertThat(both.targetSum()).isEqualTo(both.sourceSum());
    }
}
