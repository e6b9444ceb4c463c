package io.movein.runner;

import static org.assertj.core.api.Assertions.assertThat;

import io.movein.model.Control;
import io.movein.model.ControlKind;
import io.movein.model.EgressRule;
import io.movein.model.FailureKind;
import io.movein.order.ControlRun;
import io.movein.report.NetworkChanged;
import io.movein.report.RunFinished;
import io.movein.report.RunTornDown;
import io.movein.runner.run.PendingTimeouts;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Rights that no ordinary run uses, each by what it is there for: the API server's audit log shows that the runner used it, and that
 * nothing was refused. Those for ordinary days are seen in {@code ClusterTrialIT}, those for Cilium in {@code NamePolicyIT}.
 */
@Tag("real-cluster")
class BadDaysIT {
    private static final Duration SHORT = Duration.ofSeconds(3);
    private Rig rig;

    @BeforeEach
    void begins() {
        rig = Rig.onARealNode(
                RealNode.runner(),
                new PendingTimeouts(SHORT, SHORT, SHORT, Duration.ofMinutes(1)),
                host -> host.equals("old-host.example") ? List.of("8.8.4.4") : List.of());
    }

    @AfterEach
    void ends() {
        if (rig != null) {
            rig.close();
        }
    }

    @Test
    void eachRightForBadDaysIsUsedByWhatItIsThereFor() throws Exception {
        var lacksItsSecret = begun("true", List.of("not-there", RealNode.SCRIPT));
        var takenAccount = taken("serviceaccount", "{apiVersion: v1, kind: ServiceAccount, metadata: {name: %s}}");
        var takenPolicy = taken(
                "networkpolicy",
                "{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: %s}, spec: {podSelector: {matchLabels: {app: x}}}}");
        var moved = new RunOnARealNode(rig, "sleep 100");
        moved.begin(it -> it.setEgress(List.of(new EgressRule("old-host.example", 443, List.of("203.0.113.10")))));
        var orphaned = begun("sleep 100", List.of(RealNode.SCRIPT));
        var goes = begun("sleep 100", List.of(RealNode.SCRIPT));

        moved.awaitsStart();
        rig.awaits(NetworkChanged.class, moved.run);
        rig.order(pause(moved));
        orphaned.awaitsStart();
        orphaned.kubectl("delete", "job", "--cascade=orphan", orphaned.run.name());
        rig.order(Samples.tearDown(orphaned.run, false));
        goes.awaitsStart();
        RealNode.kubectl("delete", "namespace", goes.namespace(), "--wait=false");

        assertThat(List.of(end(lacksItsSecret), end(takenAccount), end(takenPolicy)))
                .containsExactly(FailureKind.SECRET_MISSING, FailureKind.NOT_LAUNCHED, FailureKind.NOT_LAUNCHED);
        rig.awaits(RunFinished.class, goes.run, Duration.ofSeconds(60));
        rig.awaits(RunTornDown.class, orphaned.run, Duration.ofSeconds(60));
        rig.order(Samples.tearDown(moved.run, false));
        rig.awaits(RunTornDown.class, moved.run, Duration.ofSeconds(60));
        assertThat(AuditLines.used(RealNode.cluster().directory()))
                .contains(
                        "list events",
                        "get serviceaccounts",
                        "get networkpolicies",
                        "update networkpolicies",
                        "patch pods",
                        "delete pods",
                        "delete configmaps",
                        "get namespaces");
    }

    private RunOnARealNode begun(String script, List<String> secrets) throws Exception {
        var run = new RunOnARealNode(rig, script);
        run.begin(it -> it.setSecrets(secrets));
        return run;
    }

    /** Somebody has made an object of the run's name before. */
    private RunOnARealNode taken(String kind, String yaml) throws Exception {
        var run = new RunOnARealNode(rig, "true");
        var file = Files.writeString(Files.createTempFile(kind, ".yaml"), yaml.formatted(run.run.name()));
        run.kubectl("apply", "-f", file.toString());
        run.begin(it -> it);
        return run;
    }

    private FailureKind end(RunOnARealNode run) {
        return rig.awaits(RunFinished.class, run.run, Duration.ofSeconds(60))
                .getResult()
                .getFailure();
    }

    private static ControlRun pause(RunOnARealNode run) {
        return ControlRun.newBuilder()
                .setMigration(run.run.id().migration().toString())
                .setRun(run.run.id().run())
                .setNamespace(run.namespace())
                .setControl(Control.newBuilder()
                        .setId("comment:1")
                        .setKind(ControlKind.PAUSE)
                        .build())
                .build();
    }
}
