package io.movein.runner;

import io.movein.contract.MigrationId;
import io.movein.contract.RunId;
import io.movein.contract.Traceparent;
import io.movein.model.Actor;
import io.movein.model.Allowance;
import io.movein.model.Approval;
import io.movein.model.Attempt;
import io.movein.model.EgressRule;
import io.movein.model.Mode;
import io.movein.model.Resources;
import io.movein.model.RunSpec;
import io.movein.model.StorageInterface;
import io.movein.order.LaunchRun;
import io.movein.order.StopRun;
import io.movein.order.TearDownRun;
import io.movein.runner.run.RunRef;
import java.time.Instant;
import java.util.List;

/** One valid order, to be changed in one point. */
public final class Samples {
    public static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");
    public static final MigrationId MIGRATION = MigrationId.parse("acme/infra#17");
    public static final RunRef RUN = new RunRef(new RunId(MIGRATION, 1), "media");
    public static final Traceparent TRACE = new Traceparent("0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331");
    public static final String IMAGE = "registry.example.org/media-migration@sha256:" + "a1".repeat(32);

    private Samples() {}

    public static RunSpec aSpec() {
        return spec().build();
    }

    public static RunSpec.Builder spec() {
        return RunSpec.newBuilder()
                .setNamespace(RUN.namespace())
                .setImage(IMAGE)
                .setMode(Mode.LIVE)
                .setAttempt(Attempt.FRESH)
                .setResources(new Resources(500L, 512L << 20, 1L << 30));
    }

    public static RunSpec aFullSpec() {
        return spec().setKeepsState(true)
                .setConfiguration("scope: everything")
                .setFiledBy(actor(1001, "capability-owner"))
                .setFiledAt(NOW.minusSeconds(3600))
                .setApproval(Approval.newBuilder()
                        .setActor(actor(1002, "operator"))
                        .setRevision("0123456789abcdef0123456789abcdef")
                        .setRun(1)
                        .setAt(NOW)
                        .build())
                .setSecrets(List.of("old-host.credential", "storage-key"))
                .setEgress(
                        List.of(new EgressRule("old-host.example.org", 443, List.of("203.0.113.10", "2001:db8::10"))))
                .setDestinations(List.of(new StorageInterface("library", 9000)))
                .setAllowance(Allowance.newBuilder()
                        .setTmpBytes(64L << 20)
                        .setLogBytes(128L << 20)
                        .setStateBytes(2L << 30)
                        .build())
                .build();
    }

    private static Actor actor(long id, String login) {
        return Actor.newBuilder().setId(id).setLogin(login).setRoles(List.of()).build();
    }

    public static LaunchRun launch(RunRef run, RunSpec spec) {
        return new LaunchRun(run.id().migration().toString(), run.id().run(), spec, NOW);
    }

    public static StopRun stop(RunRef run) {
        return new StopRun(
                run.id().migration().toString(), run.id().run(), run.namespace(), "asked for by capability-owner");
    }

    public static TearDownRun tearDown(RunRef run, boolean keepState) {
        return new TearDownRun(run.id().migration().toString(), run.id().run(), run.namespace(), keepState);
    }
}
