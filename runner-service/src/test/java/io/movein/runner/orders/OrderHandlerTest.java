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
import io.movein.model.RunSpec;
import io.movein.order.LaunchRun;
import io.movein.runner.InMemoryCluster;
import io.movein.runner.reconcile.ReportPublisher;
import io.movein.runner.run.RunRef;
import io.movein.runner.run.RunSettings;
import io.movein.runtime.RetryableException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class OrderHandlerTest {
    private static final RunRef SLOW = run(MIGRATION, "slow");
    private static final RunRef OTHER = run(MigrationId.parse("acme/infra#18"), "media");

    private final InMemoryCluster cluster = new InMemoryCluster(() -> NOW);
    private final List<Message<?>> told = new CopyOnWriteArrayList<>();
    private final OrderHandler handler = new OrderHandler(new OrderRouter(
            cluster,
            new ReportPublisher(told::add, () -> NOW),
            _ -> {},
            _ -> {},
            RunSettings.defaults(),
            OrderSettings.defaults(),
            () -> NOW));

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
