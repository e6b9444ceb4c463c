package io.movein.store.objects;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Ceph's RGW, where Debian's packages {@code radosgw}, {@code ceph-mon} and {@code ceph-osd} are installed; everything in memory, on
 * 127.0.0.1.
 */
@Timeout(value = 6, unit = TimeUnit.MINUTES)
class CephIT extends ObjectStoreContract {

    @TempDir
    static Path folder;

    private static int port;

    @BeforeAll
    static void start() throws Exception {
        for (var program : new String[] {"ceph", "ceph-mon", "ceph-osd", "radosgw", "radosgw-admin", "monmaptool"}) {
            assumeTrue(isInstalled(program), program + " is not installed");
        }
        try (var free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        run("start");
        var place = Stores.place(URI.create("http://127.0.0.1:" + port), "bucket");
        try (var client = S3Protocol.at(place, new AccessKeys(Stores::key), Duration.ofSeconds(30))) {
            client.createBucket();
        }
    }

    @AfterAll
    static void stop() throws Exception {
        if (port > 0) {
            run("stop");
        }
    }

    private static boolean isInstalled(String program) {
        for (var folder : System.getenv("PATH").split(":")) {
            if (Files.isExecutable(Path.of(folder, program))) {
                return true;
            }
        }
        return false;
    }

    private static void run(String what) throws IOException, InterruptedException {
        var log = folder.resolve(what + ".log");
        var process = new ProcessBuilder("bash", "src/test/ceph/ceph", what, folder.toString(), Integer.toString(port))
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        if (!process.waitFor(3, TimeUnit.MINUTES) || process.exitValue() != 0) {
            throw new IllegalStateException("Ceph: " + what + ": " + Files.readString(log));
        }
    }

    @Override
    URI endpoint() {
        return URI.create("http://127.0.0.1:" + port);
    }

    @Override
    String bucket() {
        return "bucket";
    }
}
