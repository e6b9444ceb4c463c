package io.movein.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.movein.standin.objects.Call;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * An object that goes only in parts. Its zeros take no memory at the server, so it can be as large as it likes: 256 MiB in 52 parts of
 * 5 MiB unless {@code movein.storage.large.mib} says otherwise; 5,121 MiB are more than one request may have at all.
 */
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class SparseIT extends SceneIT {

    private static final long SIZE = Long.getLong("movein.storage.large.mib", 256) * 1024 * 1024 + 1;

    @Test
    void movesALargeObjectByParts() {
        scene.old.putZeros("old-files", "large", SIZE);
        scene.row("large", "acme", "upload", "large", SIZE, null);
        var began = System.nanoTime();

        assertThat(scene.live()).as(scene.output()).isZero();

        // each once, however often a busy machine had it sent
        var parts = scene.beforeNew.calls().stream()
                .filter(call -> isPut(call) && call.asks("partNumber"))
                .map(Call::query)
                .distinct()
                .count();
        System.out.printf(
                "moved %,d bytes in %d parts in %.1f s%n", SIZE, parts, (System.nanoTime() - began) / 1_000_000_000.0);
        assertThat(parts).isEqualTo((SIZE + 5 * 1024 * 1024 - 1) / (5 * 1024 * 1024));
        assertThat(scene.rows()).containsExactly("large new large");
        assertThat(scene.database.query("select size from artifacts")).containsExactly(Long.toString(SIZE));
        assertThat(scene.next.unfinishedUploads("new-files")).isZero();
    }
}
