package io.movein.store.objects;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Ceph's RGW, where Debian's packages {@code radosgw}, {@code ceph-mon} and {@code ceph-osd} are installed; everything in memory, on
 * 127.0.0.1.
 */
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class CephIT extends ObjectStoreContract {

    @TempDir
    static Path folder;

    private static final int STARTS = 3;

    private static Path home = Path.of("none");
    private static int port;

    @BeforeAll
    static void start() throws Exception {
        for (var program : new String[] {"ceph", "ceph-mon", "ceph-osd", "radosgw", "radosgw-admin", "monmaptool"}) {
            assumeTrue(isInstalled(program), program + " is not installed");
        }
        for (var attempt = 1; !isStarted(attempt); attempt++) {
            // what Ceph needs for its start is not what is tested here
            assumeTrue(attempt < STARTS, () -> "Ceph does not start on this machine: " + log("start"));
        }
        var place = Stores.place(URI.create("http://127.0.0.1:" + port), "bucket");
        try (var client = S3Protocol.at(place, new AccessKeys(Stores::key), Duration.ofSeconds(30))) {
            client.createBucket();
        }
    }

    /** With ports of its own each time, as another program may have taken one before it was used. */
    private static boolean isStarted(int attempt) throws IOException, InterruptedException {
        try (var free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        home = Files.createDirectory(folder.resolve("attempt-" + attempt));
        if (run("start", 2)) {
            return true;
        }
        run("stop", 1);
        return false;
    }

    @AfterAll
    static void stop() throws Exception {
        if (port > 0) {
            run("stop", 1);
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

    /** Whether it ended well. */
    private static boolean run(String what, int minutes) throws IOException, InterruptedException {
        var process = new ProcessBuilder("bash", "src/test/ceph/ceph", what, home.toString(), Integer.toString(port))
                .redirectErrorStream(true)
                .redirectOutput(home.resolve(what + ".log").toFile())
                .start();
        if (!process.waitFor(minutes, TimeUnit.MINUTES)) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly().waitFor();
            return false;
        }
        return process.exitValue() == 0;
    }

    private static String log(String what) {
        try {
            return Files.readString(home.resolve(what + ".log"));
        } catch (IOException e) {
            return e.toString();
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

    @Test
    void aVersionedBucketKeepsWhatIsDeletedBehindAMarker() throws IOException {
        var place = Stores.place(endpoint(), "versioned");
        try (var protocol = S3Protocol.at(place, new AccessKeys(Stores::key), Duration.ofSeconds(30));
                var store = Stores.at(endpoint(), "versioned")) {
            protocol.createBucket();
            protocol.document(Request.of("PUT", "", "versioning", "")
                    .with(S3Protocol.document(
                            "VersioningConfiguration", out -> Xml.element(out, "Status", "Enabled"))));
            Stores.write(store, "a", "content");

            assertThat(store.delete(store.find("a").orElseThrow())).isTrue();

            assertThat(store.find("a")).isEmpty();
            assertThat(keys(protocol, "versions")).containsExactlyInAnyOrder("DeleteMarker/Key a", "Version/Key a");
        }
    }

    /** What the bucket lists of a kind. */
    private static List<String> keys(S3Protocol protocol, String kind) throws IOException {
        var keys = new ArrayList<String>();
        Xml.read(protocol.document(Request.of("GET", "", kind, "")), (path, text) -> {
            if (path.endsWith("/Key")) {
                keys.add(path + " " + text);
            }
        });
        return keys;
    }

    @Test
    void saysOfAUserWithoutTheRightsThatItMayNotWriteOrDeleteAndLeavesNothing() throws IOException {
        var place = Stores.place(endpoint(), "lent");
        var key = new AccessKeys.AccessKey("reader", "reader-secret", "");
        try (var owner = S3Protocol.at(place, new AccessKeys(Stores::key), Duration.ofSeconds(30));
                var reader = Stores.at(place, new AccessKeys(() -> key), new Encryption.None())) {
            owner.createBucket();
            lend(owner, "s3:ListBucket", "s3:GetBucketVersioning");
            assertThat(reader.missingRights())
                    .satisfiesExactly(
                            write -> assertThat(write).contains("may not write: ", "403 AccessDenied"),
                            delete -> assertThat(delete).contains("may not delete: ", "403 AccessDenied"));

            lend(owner, "s3:ListBucket", "s3:GetBucketVersioning", "s3:PutObject", "s3:AbortMultipartUpload");
            assertThat(reader.missingRights())
                    .satisfiesExactly(delete -> assertThat(delete).contains("may not delete: ", "403 AccessDenied"));

            lend(owner, "s3:*");
            assertThat(reader.missingRights()).isEmpty();
            assertThat(reader.anyKey()).isEmpty();
            assertThat(keys(owner, "uploads")).isEmpty();
        }
    }

    /** From now on the user that owns nothing may do no more than this there. */
    private static void lend(S3Protocol owner, String... actions) throws IOException {
        var policy = """
                {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam:::user/reader"},
                 "Action": ["%s"], "Resource": ["arn:aws:s3:::lent", "arn:aws:s3:::lent/*"]}]}""";
        var bytes = policy.formatted(String.join("\", \"", actions)).getBytes(StandardCharsets.UTF_8);
        owner.document(Request.of("PUT", "", "policy", "").with(new Request.Body(bytes, bytes.length, true)));
    }
}
