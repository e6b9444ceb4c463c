package io.movein.runner.orders;

import static io.movein.runner.Samples.MIGRATION;
import static io.movein.runner.Samples.NOW;
import static io.movein.runner.Samples.TRACE;
import static io.movein.runner.Samples.aSpec;
import static io.movein.runner.Samples.launch;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.movein.contract.Message;
import io.movein.contract.MigrationId;
import io.movein.contract.RunId;
import io.movein.model.FailureKind;
import io.movein.model.RunSpec;
import io.movein.order.LaunchRun;
import io.movein.report.RunFinished;
import io.movein.runner.InMemoryCluster;
import io.movein.runner.cluster.Ledgers;
import io.movein.runner.reconcile.ReportPublisher;
import io.movein.runner.run.Ledger.Entry;
import io.movein.runner.run.Ledger.Stage;
import io.movein.runner.run.RunRef;
import io.movein.runner.run.RunSettings;
import io.movein.runtime.PermanentException;
import io.movein.runtime.RetryableException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(60)
class OrderHandlerTest {
    private static final RunRef SLOW = run(MIGRATION, "slow");
    private static final RunRef OTHER = run(MigrationId.parse("acme/infra#18"), "media");

    private final InMemoryCluster cluster = new InMemoryCluster(() -> NOW);
    private final List<Message<?>> told = new CopyOnWriteArrayList<>();
    private final List<RunRef> looked = new CopyOnWriteArrayList<>();
    private final OrderHandler handler = new OrderHandler(
            new OrderRouter(
                    cluster,
                    new ReportPublisher(told::add, () -> NOW),
                    looked::add,
                    launched -> looked.add(launched.run()),
                    _ -> {},
                    RunSettings.defaults(),
                    OrderSettings.defaults(),
                    () -> NOW),
            Duration.ofMillis(50));

    @Test
    void anOrderWhoseTenantHangsHoldsUpNoOtherAndIsCarriedOutOnce() throws Exception {
        var answers = new CountDownLatch(1);
        cluster.isAwayFor(call -> hangs(call, answers));

        assertThatThrownBy(() -> handler.handle(order(SLOW)))
                .isInstanceOf(RetryableException.class)
                .hasMessage("order acme/infra#17/run-1/launch is being carried out");
        carriesOut(order(OTHER));
        assertThatThrownBy(() -> handler.handle(order(SLOW))).isInstanceOf(RetryableException.class);
        answers.countDown();
        carriesOut(order(SLOW));

        assertThat(cluster.names("media")).contains("Job/movein-18-run-1");
        assertThat(cluster.names("slow")).contains("Job/movein-17-run-1");
        assertThat(cluster.calls).containsOnlyOnce("create Job movein-17-run-1");
    }

    static Stream<Throwable> ownErrors() {
        return Stream.of(
                new StackOverflowError("deep"),
                new NoClassDefFoundError("gone"),
                new NullPointerException("missing"),
                new IllegalArgumentException("odd"));
    }

    /** The look that follows tells what the ledger says. */
    @ParameterizedTest
    @MethodSource("ownErrors")
    void anOrderAtWhichTheRunnerFailsIsAnswered(Throwable error) {
        cluster.isAwayFor(call -> call.contains("Job movein-18-run-1") && fails(error));

        assertThatThrownBy(() -> carriesOut(order(OTHER)))
                .isInstanceOf(PermanentException.class)
                .hasMessageContaining(error.getMessage());

        assertThat(entry(OTHER).stage()).isEqualTo(Stage.REFUSED);
        assertThat(entry(OTHER).note()).contains("because of an internal error", error.toString());
        assertThat(looked).containsOnly(OTHER);
    }

    @Test
    void anOrderAtWhichTheRunnerFailsBeforeItHasWrittenItDownIsAnswered() {
        var first = new AtomicBoolean(true);
        cluster.isAwayFor(call -> first.getAndSet(false) && fails(new StackOverflowError("deep")));

        assertThatThrownBy(() -> carriesOut(order(OTHER))).isInstanceOf(PermanentException.class);

        assertThat(entry(OTHER).stage()).isEqualTo(Stage.REFUSED);
        assertThat(looked).containsOnly(OTHER);
    }

    @Test
    void anOrderAtWhichTheRunnerFailsIsAnsweredThoughItsNamespaceGoes() {
        cluster.isAwayFor(call -> call.contains("Job movein-18-run-1") && fails(new StackOverflowError("deep")));
        cluster.refuses(call -> call.startsWith("replace ConfigMap"));

        assertThatThrownBy(() -> carriesOut(order(OTHER))).isInstanceOf(PermanentException.class);

        assertThat(told)
                .extracting(Message::body)
                .singleElement()
                .isInstanceOfSatisfying(RunFinished.class, finished -> {
                    assertThat(finished.getResult().getFailure()).isEqualTo(FailureKind.NOT_LAUNCHED);
                    assertThat(finished.getResult().getDetail()).contains("StackOverflowError");
                });
    }

    @Test
    void anOrderThatCannotBeAnsweredYetComesAgain() {
        var failed = new AtomicBoolean();
        cluster.isAwayFor(call -> {
            if (call.contains("Job movein-18-run-1") && !failed.getAndSet(true)) {
                throw new StackOverflowError("deep");
            }
            return failed.get();
        });

        assertThatThrownBy(() -> handler.handle(order(OTHER))).isInstanceOf(RetryableException.class);
    }

    private static boolean fails(Throwable error) {
        if (error instanceof Error own) {
            throw own;
        }
        throw (RuntimeException) error;
    }

    private Entry entry(RunRef run) {
        return new Ledgers(cluster).entry(run).orElseThrow();
    }

    /** It comes again for as long as it takes, as from the topic. */
    private void carriesOut(Message<LaunchRun> order) throws Exception {
        while (true) {
            try {
                handler.handle(order);
                return;
            } catch (RetryableException e) {
                Thread.onSpinWait();
            }
        }
    }

    /** As an API server that waits for an admission webhook of the tenant's. */
    private static boolean hangs(String call, CountDownLatch answers) {
        if (call.contains("movein-17-run-1")) {
            try {
                answers.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        return false;
    }

    private static Message<LaunchRun> order(RunRef run) {
        var spec = RunSpec.newBuilder(aSpec()).setNamespace(run.namespace()).build();
        return new Message<>(
                run.id().migration() + "/run-1/launch",
                "/movein/review",
                run.id().migration(),
                NOW,
                TRACE,
                launch(run, spec));
    }

    private static RunRef run(MigrationId migration, String namespace) {
        return new RunRef(new RunId(migration, 1), namespace);
    }
}
