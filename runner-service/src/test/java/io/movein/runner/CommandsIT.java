package io.movein.runner;

import static org.assertj.core.api.Assertions.assertThat;

import io.movein.model.Control;
import io.movein.model.ControlKind;
import io.movein.model.ControlResult;
import io.movein.order.ControlRun;
import io.movein.report.RunFinished;
import io.movein.report.RunProgressed;
import io.movein.report.RunTornDown;
import io.movein.runner.run.PendingTimeouts;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Commands to a process in a container on a real node: a kubelet by itself would bring them within a minute. */
@Tag("real-cluster")
class CommandsIT {
    /** Answers each command once, whatever the file looks like. */
    private static final String ANSWERS = """
            cat $MOVEIN_CONFIG; echo
            trap 'exit 143' TERM
            known=" "
            while :; do
              while read -r line; do
                id=${line#*\\"id\\":\\"}; id=${id%%\\"*}
                case "$known" in *" $id "*) continue;; esac
                known="$known$id "
                printf '{"movein":{"phase":"wait","done":0,"accepts":["pause"],"did":[{"id":"%s","command":"pause","result":"paused"}]}}\\n' "$id"
              done < $MOVEIN_CONTROL
              sleep 0.02
            done
            """;

    private Rig rig;

    @BeforeEach
    void begins() {
        rig = begin();
    }

    @AfterEach
    void ends() {
        if (rig != null) {
            rig.close();
        }
    }

    @Test
    void reachTheProcessWithinSecondsInOrderAndOnceAlsoAcrossARestartOfTheRunner() throws Exception {
        var run = new RunOnARealNode(rig, ANSWERS);
        run.begin(it -> it.setConfiguration("scope: everything"));
        run.awaitsStart();

        var took = new ArrayList<Duration>();
        for (int i = 1; i <= 3; i++) {
            took.add(passes(run, "comment:" + i));
        }
        rig.close();
        rig = begin();
        rig.order(control(run, "comment:3"));
        took.add(passes(run, "comment:4"));
        var log = run.kubectl("logs", "job/" + run.run.name());
        rig.order(Samples.tearDown(run.run, false));
        rig.awaits(RunFinished.class, run.run);
        rig.awaits(RunTornDown.class, run.run);
        System.out.println("From the order of a command to its answer in the process's log: " + took);

        assertThat(took).allMatch(it -> it.compareTo(Duration.ofSeconds(10)) < 0);
        assertThat(log.lines().filter(it -> it.contains("did")).map(it -> it.replaceAll(".*\"id\":\"([^\"]*).*", "$1")))
                .containsExactlyElementsOf(IntStream.rangeClosed(1, 4)
                        .mapToObj(i -> "comment:" + i)
                        .toList());
        assertThat(log).startsWith("scope: everything");
        assertThat(run.tenant.movein()).containsExactly("ConfigMap/movein-runs");
    }

    /** @return from the order to the line that the process wrote, by the node's clock, which is this machine's */
    private Duration passes(RunOnARealNode run, String id) {
        var ordered = Instant.now();
        rig.order(control(run, id));
        Until.holds(
                "an answer to " + id,
                () -> rig.messages.stream()
                        .map(it -> it.body())
                        .filter(RunProgressed.class::isInstance)
                        .map(it -> ((RunProgressed) it).getProgress().getDid())
                        .flatMap(List::stream)
                        .map(ControlResult::getId)
                        .anyMatch(id::equals));
        var line = run.kubectl("logs", "--timestamps", "job/" + run.run.name())
                .lines()
                .filter(it -> it.contains('"' + id + '"'))
                .findFirst()
                .orElseThrow();
        return Duration.between(ordered, Instant.parse(line.substring(0, line.indexOf(' '))));
    }

    private static Rig begin() {
        return Rig.onARealNode(RealNode.runner(), PendingTimeouts.defaults());
    }

    private static ControlRun control(RunOnARealNode run, String id) {
        return ControlRun.newBuilder()
                .setMigration(run.run.id().migration().toString())
                .setRun(run.run.id().run())
                .setNamespace(run.namespace())
                .setControl(Control.newBuilder()
                        .setId(id)
                        .setKind(ControlKind.PAUSE)
                        .build())
                .build();
    }
}
