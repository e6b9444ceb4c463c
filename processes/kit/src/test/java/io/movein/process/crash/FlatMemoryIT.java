package io.movein.process.crash;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A thousand items or a hundred thousand: the heap in use is the same. {@code -Dmovein.items=1000000} takes a million. */
@Timeout(600)
class FlatMemoryIT {

    private static final int MANY = Integer.getInteger("movein.items", 100_000);
    private static final long ALLOWED_MORE = 4L * 1024 * 1024;

    @TempDir
    private Path folder;

    @Test
    void manyItemsNeedAsMuchMemoryAsAThousand() throws Exception {
        var jvm = new ChildJvm(ManyItems.class, folder);

        var thousand = mostHeap(jvm, 1_000);
        var many = mostHeap(jvm, MANY);

        System.out.printf(
                "memory: heap in use with 1,000 items %,d KiB, with %,d items %,d KiB%n",
                thousand / 1024, MANY, many / 1024);
        assertThat(many - thousand).isLessThan(ALLOWED_MORE);
    }

    private long mostHeap(ChildJvm jvm, int items) throws IOException, InterruptedException {
        var child = jvm.of(List.of("-Xmx48m"), folder.resolve(items + ".db").toString(), Integer.toString(items))
                .start();
        var output = new String(child.getInputStream().readAllBytes());
        assertThat(child.waitFor()).as(output).isZero();
        var figures = output.strip().lines().toList().getLast().split(" ");
        assertThat(figures[0]).as("items migrated").isEqualTo(Integer.toString(items));
        return Long.parseLong(figures[1]);
    }
}
