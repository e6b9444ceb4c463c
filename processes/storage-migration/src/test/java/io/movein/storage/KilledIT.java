package io.movein.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The process as a process, ended by SIGKILL in the middle and started again. Prints what it did. */
@Timeout(value = 8, unit = TimeUnit.MINUTES)
class KilledIT extends SceneIT {

    private static final int ARTIFACTS = 600;
    private static final int KILLS = Integer.getInteger("movein.storage.kills", 3);

    /** Writes that still get through to the target. */
    private final AtomicInteger left = new AtomicInteger();

    private volatile CompletableFuture<Process> victim = new CompletableFuture<>();

    @Test
    void movesEachArtifactOnceHoweverOftenItIsKilled() throws Exception {
        var seed = Long.getLong("movein.storage.seed", System.nanoTime());
        var random = new Random(seed);
        IntStream.range(0, ARTIFACTS)
                .forEach(
                        i -> scene.artifact("a%03d".formatted(i), "upload", "files/%03d".formatted(i), "content " + i));
        scene.database.execute("create table moves (id text not null)");
        scene.database.execute("""
                create function note() returns trigger language plpgsql as
                $$ begin insert into moves values (new.id); return new; end $$""");
        scene.database.execute("create trigger note after update on artifacts for each row execute function note()");

        scene.beforeNew.with((call, upstream) -> {
            if (isPut(call) && call.path().startsWith("/new-files/files/") && left.getAndDecrement() <= 0) {
                victim.join().onExit().join();
                throw new IOException("the process is gone");
            }
            return Optional.empty();
        });
        var exitCode = 0;
        var starts = 0;
        for (var kills = 0; kills <= KILLS; kills++) {
            left.set(kills < KILLS ? 1 + random.nextInt(ARTIFACTS / KILLS) : Integer.MAX_VALUE);
            victim = new CompletableFuture<>();
            var process = start();
            victim.complete(process);
            starts++;
            if (kills < KILLS && killed(process, random)) {
                continue;
            }
            exitCode = process.waitFor();
            break;
        }

        System.out.printf(
                "seed %d: started %d times, %d artifacts moved, %d objects written%n",
                seed, starts, scene.rowsAt("new"), objects().size());
        assertThat(exitCode).as(log()).isZero();
        assertThat(starts).isGreaterThan(2);
        assertThat(scene.rowsAt("new")).isEqualTo(ARTIFACTS);
        assertThat(scene.database.query("select id from moves group by id having count(*) <> 1"))
                .isEmpty();
        assertThat(objects()).hasSize(ARTIFACTS);
        objects()
                .forEach(key -> assertThat(scene.next.content("new-files", key))
                        .isEqualTo(scene.old.content("old-files", key)));
        assertThat(scene.next.unfinishedUploads("new-files")).isZero();
        assertThat(scene.status()).contains("migrated").contains(Integer.toString(ARTIFACTS));
    }

    /** Case 4: killed between the reading back and the row; then the application replaced the artifact at the destination. */
    @Test
    void leavesTheNewerContentThatTheApplicationPutThereAfterTheKill() throws Exception {
        scene.artifact("cut", "upload", "c", "old content");
        scene.artifact("other", "upload", "o", "other content");
        var started = new CompletableFuture<Process>();
        scene.beforeNew.with((call, upstream) -> {
            if (reads("/new-files/c").test(call)) {
                started.join().destroyForcibly();
                throw new IOException("the process is gone");
            }
            return Optional.empty();
        });
        started.complete(start());
        started.join().waitFor();
        assertThat(scene.next.content("new-files", "c")).asString().isEqualTo("old content");
        assertThat(scene.rows()).contains("cut old c");
        scene.beforeNew.tellTheTruth();
        scene.next.put("new-files", "c", "newer content".getBytes(StandardCharsets.UTF_8));
        scene.database.execute("update artifacts set binding = 'new', size = 13, sha256 = null where id = 'cut'");

        assertThat(start().waitFor()).as(log()).isZero();

        assertThat(scene.next.content("new-files", "c")).asString().isEqualTo("newer content");
        assertThat(scene.database.query("select id, binding, key, size from artifacts order by id"))
                .containsExactly("cut new c 13", "other new o 13");
        assertThat(scene.status()).contains("changed-meanwhile");
    }

    /** The same, but the row was not changed: what lies there is not ours any more. */
    @Test
    void leavesAnOccupiedKeyAndItsRowAfterTheKill() throws Exception {
        scene.artifact("cut", "upload", "c", "old content");
        var started = new CompletableFuture<Process>();
        scene.beforeNew.with((call, upstream) -> {
            if (reads("/new-files/c").test(call)) {
                started.join().destroyForcibly();
                throw new IOException("the process is gone");
            }
            return Optional.empty();
        });
        started.complete(start());
        started.join().waitFor();
        scene.beforeNew.tellTheTruth();
        scene.next.put("new-files", "c", "newer content".getBytes(StandardCharsets.UTF_8));

        assertThat(start().waitFor()).as(log()).isEqualTo(10);

        assertThat(scene.next.content("new-files", "c")).asString().isEqualTo("newer content");
        assertThat(scene.rows()).containsExactly("cut old c");
        assertThat(scene.status()).contains("destination-occupied");
    }

    private List<String> objects() {
        return scene.next.keys("new-files").stream()
                .filter(key -> key.startsWith("files/"))
                .toList();
    }

    /** After a random number of further writes, at a random moment; until then no more of them get through. */
    private boolean killed(Process process, Random random) throws InterruptedException {
        while (process.isAlive() && left.get() >= 0) {
            TimeUnit.MILLISECONDS.sleep(2);
        }
        TimeUnit.MICROSECONDS.sleep(random.nextInt(5_000));
        var wasAlive = process.isAlive();
        process.destroyForcibly().waitFor();
        return wasAlive;
    }

    private Process start() throws IOException {
        Files.writeString(scene.folder.resolve("plan.yaml"), scene.configuration());
        var words = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xshare:auto",
                "-cp",
                System.getProperty("java.class.path"),
                StorageMigration.class.getName(),
                "run",
                "--mode",
                "live"));
        words.addAll(List.of("--config", scene.folder.resolve("plan.yaml").toString()));
        words.addAll(List.of("--secrets", scene.folder.resolve("secrets").toString()));
        words.addAll(List.of("--state", scene.folder.resolve("state").toString()));
        return new ProcessBuilder(words)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        scene.folder.resolve("log").toFile()))
                .start();
    }

    private String log() throws IOException {
        return Files.readString(scene.folder.resolve("log"), StandardCharsets.UTF_8);
    }
}
