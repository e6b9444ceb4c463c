package io.movein.review.stream;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.movein.contract.Traceparent;
import io.movein.model.Facts;
import io.movein.model.PoolFacts;
import io.movein.review.platform.FactsSource;
import io.movein.review.platform.FactsUnavailableException;
import io.movein.review.platform.Question;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class FactsFetcherTest {
    private static final Logger LOG = (Logger) LoggerFactory.getLogger(FactsFetcher.class);

    private final ListAppender<ILoggingEvent> said = new ListAppender<>();
    private final List<Thread> threads = new ArrayList<>();
    private final AtomicInteger failures = new AtomicInteger();
    private final AtomicInteger errors = new AtomicInteger();
    private final CountDownLatch asked = new CountDownLatch(1);

    @BeforeEach
    void listens() {
        said.start();
        LOG.addAppender(said);
    }

    @AfterEach
    void listensNoMore() {
        LOG.detachAppender(said);
    }

    /** As the client does it whose socket is closed under it. */
    @Test
    void saysNothingOfAQuestionThatIsWithdrawnWhileItIsAsked() throws Exception {
        var fetcher = fetcher(() -> {
            try {
                asked.countDown();
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                throw new FactsUnavailableException("the API server cannot be asked: Closed by interrupt", e);
            }
            throw new AssertionError("nobody counts it down");
        });

        fetcher.ask("acme/infra#17", "review", new Question(12, List.of()), Traceparent.begin());
        assertThat(asked.await(10, TimeUnit.SECONDS)).isTrue();
        fetcher.forget("acme/infra#17");
        ended();

        assertThat(said.list).isEmpty();
        assertThat(failures).hasValue(0);
        assertThat(errors).hasValue(0);
        assertThat(fetcher.isAsked()).isFalse();
    }

    @Test
    void saysWhyThereAreNoFactsYet() throws Exception {
        var times = new AtomicInteger();
        var fetcher = fetcher(() -> {
            if (times.getAndIncrement() == 0) {
                throw new FactsUnavailableException("the API server answered 503", new Exception());
            }
            return new Facts();
        });

        fetcher.ask("acme/infra#17", "review", new Question(12, List.of()), Traceparent.begin());
        ended();

        assertThat(said.list)
                .extracting(ILoggingEvent::getFormattedMessage)
                .containsExactly("no facts yet, asking again: the API server answered 503");
        assertThat(failures).hasValue(1);
        assertThat(fetcher.answer()).isPresent();
    }

    private interface Answering {
        Facts answer() throws FactsUnavailableException;
    }

    private FactsFetcher fetcher(Answering answering) {
        var source = new FactsSource() {
            @Override
            public Facts gather(Question question) throws FactsUnavailableException {
                return answering.answer();
            }

            @Override
            public PoolFacts pool() {
                throw new AssertionError("nobody asks for it");
            }
        };
        return new FactsFetcher(
                source,
                task -> threads.add(Thread.startVirtualThread(task)),
                Duration.ofMillis(1),
                new PendingReasons(() -> Instant.EPOCH),
                failures::incrementAndGet,
                errors::incrementAndGet);
    }

    private void ended() throws InterruptedException {
        for (var thread : threads) {
            assertThat(thread.join(Duration.ofSeconds(10))).isTrue();
        }
    }
}
