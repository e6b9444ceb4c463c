package io.movein.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.movein.live.dns.ZoneServer;
import io.movein.live.dns.ZoneServer.Fault;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The name by which clients find the tenant resolves to whichever side has its writes. */
@Timeout(60)
class NamingIT {

    private static final String NAME = "redis.example.org";
    private static final String OLD = "redis.example.org. 2 A 127.0.0.1";
    private static final String NEW = "redis.example.org. 1 A 127.0.0.2";

    @TempDir
    Path folder;

    private final ZoneServer zone = new ZoneServer(OLD);
    private Scene scene;

    @BeforeEach
    void start() {
        scene = Scene.ofTwoAddresses(folder);
        scene.source.call("SET", "acme-corp:a", "1");
        scene.with("when: automatic", "when: command").with("limit: 2s", "limit: 1s, " + scene.dns(zone));
    }

    @AfterEach
    void stop() {
        scene.close();
        zone.close();
    }

    @Test
    void leadsToTheTargetAndTheSourceIsWatchedWhileClientsMayKnowIt() throws Exception {
        var run = scene.live();
        scene.await("phase live_sync");
        assertThat(zone.of(NAME)).isEqualTo(OLD);

        scene.command("cutover", "");
        scene.await("'redis.example.org' pointed to");
        scene.source.call("ACL", "SETUSER", "acme", "+@all");
        scene.await("the source accepted the tenant's writes again");

        assertThat(run.get(30, TimeUnit.SECONDS)).as(scene.output()).isZero();
        assertThat(zone.of(NAME)).isEqualTo(NEW);
        assertThat(scene.output())
                .contains(
                        "'redis.example.org' pointed to A 127.0.0.1, which clients may have cached for PT2S; it now points to A 127.0.0.2",
                        "the name's old record has expired");
        try (var here = scene.client();
                var there = scene.clientAtTarget()) {
            assertThatThrownBy(() -> here.call("SET", "acme-corp:a", "2")).hasMessageContaining("NOPERM");
            there.call("SET", "acme-corp:a", "2");
        }
    }

    @Test
    void leavesAllAsBeforeWhereTheServerRefusesAndMovesOnTheNextCommand() throws Exception {
        var run = scene.live();
        scene.await("phase live_sync");
        zone.fault = Fault.REFUSED;

        scene.command("cutover", "");
        scene.await("does not change 'redis.example.org': REFUSED");
        scene.await("/cutover tries again");
        takesWritesAtTheSourceAlone();

        zone.fault = Fault.NONE;
        scene.command("cutover", "");
        assertThat(run.get(30, TimeUnit.SECONDS)).as(scene.output()).isZero();
        assertThat(zone.of(NAME)).isEqualTo(NEW);
        assertThat(scene.target.text("GET", "acme-corp:a")).isEqualTo("3");
    }

    @Test
    void putsTheNameBackWhereNobodyLearnsThatItWasChanged() throws Exception {
        var run = scene.live();
        scene.await("phase live_sync");
        zone.fault = Fault.ANSWER_LOST;
        zone.onChange = () -> zone.close();

        scene.command("cutover", "");
        scene.await("it is not known whether 'redis.example.org' resolves to the source");
        scene.await("/cutover tries again");
        takesWritesAtTheSourceAlone(NEW);
        scene.command("rollback", "");

        assertThat(run.get(30, TimeUnit.SECONDS)).isEqualTo(143);
    }

    @Test
    void makesTheChangeOnceThoughAnAnswerIsLost() throws Exception {
        var run = scene.live();
        scene.await("phase live_sync");
        zone.fault = Fault.ANSWER_LOST_ONCE;

        scene.command("cutover", "");

        assertThat(run.get(30, TimeUnit.SECONDS)).as(scene.output()).isZero();
        assertThat(zone.serial()).isOne();
    }

    @Test
    void putsTheNameBackAfterTheProcessDiedInBetween() throws Exception {
        var child = scene.child("fresh");
        zone.fault = Fault.ANSWER_LOST;
        zone.onChange = child::destroyForcibly;
        scene.awaitChild("phase live_sync");
        scene.command("cutover", "");
        assertThat(child.waitFor(40, TimeUnit.SECONDS)).isTrue();
        assertThat(zone.of(NAME)).as(scene.childOutput()).isEqualTo(NEW);
        zone.fault = Fault.NONE;
        zone.onChange = () -> {};

        var run = scene.live("--attempt", "resume");
        scene.await("'redis.example.org' resolves to the source again: A 127.0.0.1");
        scene.await("phase live_sync");
        takesWritesAtTheSourceAlone();
        scene.command("cutover", "");

        assertThat(run.get(30, TimeUnit.SECONDS)).as(scene.output()).isZero();
        assertThat(zone.of(NAME)).isEqualTo(NEW);
    }

    @Test
    void leadsBackOnTheWayBackAsItWas() throws Exception {
        var run = scene.with("limit: 2s", "limit: 1s, wayBack: 10m, " + scene.dns(zone))
                .live();
        scene.await("phase live_sync");
        scene.command("cutover", "");
        scene.await("way back: live_sync");
        assertThat(zone.of(NAME)).isEqualTo(NEW);

        scene.command("rollback", "");

        assertThat(run.get(30, TimeUnit.SECONDS)).as(scene.output()).isEqualTo(143);
        assertThat(zone.of(NAME)).isEqualTo(OLD);
        takesWritesAtTheSourceAlone();
    }

    @Test
    void saysBeforeThatANameCannotBeChanged() {
        scene.with("limit: 2s", "limit: 1s, " + scene.dns(zone).replace("redis.example.org", "none.example.org"));

        assertThat(scene.run("validate")).isEqualTo(2);
        assertThat(scene.output()).contains("'none.example.org' has no A, AAAA or CNAME record");
    }

    private void takesWritesAtTheSourceAlone() {
        takesWritesAtTheSourceAlone(OLD);
    }

    private void takesWritesAtTheSourceAlone(String record) {
        assertThat(zone.of(NAME)).isEqualTo(record);
        try (var here = scene.client();
                var there = scene.clientAtTarget()) {
            here.call("SET", "acme-corp:a", "3");
            assertThatThrownBy(() -> there.call("SET", "acme-corp:a", "2")).hasMessageContaining("NOPERM");
        }
    }
}
