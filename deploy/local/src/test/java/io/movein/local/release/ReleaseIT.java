package io.movein.local.release;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.HexFormat;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** {@code .ci/release} in a small project, whose build takes no time. */
@Execution(ExecutionMode.CONCURRENT)
class ReleaseIT {
    private static final String DIGEST = "sha256:" + "ab".repeat(32);
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private Path project;

    @BeforeEach
    void makeAProject() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/openssl")), "no openssl: a release cannot be signed here");
        Files.createDirectories(project.resolve(".ci"));
        Files.copy(Path.of("../../.ci/release"), project.resolve(".ci/release"));
        project.resolve(".ci/release").toFile().setExecutable(true);
        write(".ci/aot-cache", "#!/bin/sh\nmkdir -p service/target/aot && date +%N > service/target/aot/learned.aot\n");
        project.resolve(".ci/aot-cache").toFile().setExecutable(true);
        write(
                ".ci/pg-dump",
                "#!/bin/sh\nfolder=processes/tier-migration/target/pg_dump\nmkdir -p $folder && date +%N > $folder/pg_dump\n");
        project.resolve(".ci/pg-dump").toFile().setExecutable(true);
        write("pom.xml", """
                <project>
                  <version>0.4.0-SNAPSHOT</version>
                  <project.build.outputTimestamp>2026-01-01T00:00:00Z</project.build.outputTimestamp>
                </project>
                """);
        write(
                "service/pom.xml",
                "<parent>\n  <version>0.4.0-SNAPSHOT</version>\n</parent>\n<jib.skip>false</jib.skip>\n");
        write(
                "CHANGELOG.md",
                "# Changelog\n\n## Unreleased\n\n- It is quicker.\n\n## 0.3.0 (2026-02-03)\n\n- It is there.\n");
        write(".gitignore", "target\n");
        builds("cat pom.xml service/pom.xml");
        run("git", "init", "-q");
        commit();
    }

    /** @param what prints the bytes of the jar */
    private void builds(String what) throws IOException {
        write("mvnw", """
                #!/bin/sh
                set -e
                mkdir -p service/target/image service/target/sbom
                version=$(sed -n 's|^  <version>\\(.*\\)</version>|\\1|p' pom.xml)
                (%s) > service/target/service-$version-runnable.jar
                echo '{}' > service/target/sbom/service.cdx.json
                printf %s > service/target/image/digest
                """.formatted(what, DIGEST));
        project.resolve("mvnw").toFile().setExecutable(true);
    }

    @Test
    void handsOutWhatWasBuiltWithTheVersionAndItsSectionOfTheChangelog() throws Exception {
        var said = release(0, "0.4.0", "--dry-run");

        var jar = Files.readString(out("service-0.4.0-runnable.jar"));
        assertThat(said).contains("the same bytes twice").contains("nothing was pushed");
        assertThat(jar).contains("<version>0.4.0</version>").doesNotContain("SNAPSHOT", "2026-01-01T00:00:00Z");
        assertThat(out("CHANGES.md")).content().contains("It is quicker.").doesNotContain("It is there.");
        assertThat(out("sbom/service.cdx.json")).exists();
        assertThat(out("images.txt")).hasContent(DIGEST + " movein.local/service:0.4.0");
        assertThat(run("git", "tag", "--list")).isEmpty();
        assertThat(run("git", "status", "--porcelain")).isEmpty();
    }

    @Test
    void signsTheChecksumsOfEverything() throws Exception {
        release(0, "0.4.0", "--dry-run");

        var sums = Files.readString(out("SHA256SUMS"));
        assertThat(sums.lines().map(line -> line.substring(66)))
                .contains(
                        "service-0.4.0-runnable.jar",
                        "sbom/service.cdx.json",
                        "aot/service.aot",
                        "pg_dump.tar.gz",
                        "images.txt",
                        "CHANGES.md");
        assertThat(sums).contains(sha256(Files.readAllBytes(out("service-0.4.0-runnable.jar"))));
        assertThat(isSigned(sums.getBytes(UTF_8), Files.readString(out("SHA256SUMS.sig"))))
                .isTrue();
        assertThat(isSigned((sums + " ").getBytes(UTF_8), Files.readString(out("SHA256SUMS.sig"))))
                .isFalse();
    }

    @Test
    void signsEachImageAsCosignDoes() throws Exception {
        release(0, "0.4.0", "--dry-run");

        var layout = out("signatures/service");
        var entry = JSON.readTree(layout.resolve("index.json").toFile()).at("/manifests/0");
        var manifest = JSON.readTree(blob(layout, entry.path("digest").asText()));
        var layer = manifest.at("/layers/0");
        var payload = blob(layout, layer.path("digest").asText());
        var signature =
                layer.at("/annotations/dev.cosignproject.cosign~1signature").asText();
        assertThat(entry.at("/annotations/org.opencontainers.image.ref.name").asText())
                .isEqualTo(DIGEST.replace(':', '-') + ".sig");
        assertThat(layer.path("mediaType").asText()).isEqualTo("application/vnd.dev.cosign.simplesigning.v1+json");
        assertThat(layer.path("size").asInt()).isEqualTo(payload.length);
        assertThat(JSON.readTree(payload)
                        .at("/critical/image/docker-manifest-digest")
                        .asText())
                .isEqualTo(DIGEST);
        assertThat(JSON.readTree(payload)
                        .at("/critical/identity/docker-reference")
                        .asText())
                .isEqualTo("movein.local/service");
        assertThat(isSigned(payload, signature)).isTrue();
        assertThat(blob(layout, manifest.at("/config/digest").asText()))
                .hasSize(manifest.at("/config/size").asInt());
    }

    /** A bare repository and a registry of its own take what a real one would. */
    @Test
    void pushesTheTagTheNextSnapshotAndTheSignatures() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/skopeo")), "no skopeo: signatures cannot be pushed here");
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/docker-registry")), "no docker-registry to push to");
        run("git", "init", "-q", "--bare", elsewhere("origin").toString());
        run("git", "remote", "add", "origin", elsewhere("origin").toString());
        run(
                "openssl",
                "ecparam",
                "-name",
                "prime256v1",
                "-genkey",
                "-noout",
                "-out",
                elsewhere("key").toString());

        try (var registry = new Registry(elsewhere("registry"))) {
            release(
                    0,
                    "0.4.0",
                    "--registry",
                    registry.host() + "/team",
                    "--key",
                    elsewhere("key").toString());

            var signature = registry.get("/v2/team/service/manifests/" + DIGEST.replace(':', '-') + ".sig");
            assertThat(signature).contains("dev.cosignproject.cosign/signature");
            assertThat(isSigned(
                            registry.get("/v2/team/service/blobs/"
                                            + JSON.readTree(signature)
                                                    .at("/layers/0/digest")
                                                    .asText())
                                    .getBytes(UTF_8),
                            JSON.readTree(signature)
                                    .at("/layers/0/annotations/dev.cosignproject.cosign~1signature")
                                    .asText()))
                    .isTrue();
        }

        assertThat(run("git", "-C", elsewhere("origin").toString(), "show", "v0.4.0:service/pom.xml"))
                .contains("<version>0.4.0</version>");
        assertThat(run("git", "-C", elsewhere("origin").toString(), "show", "after-0.4.0:service/pom.xml"))
                .contains("<version>0.5.0-SNAPSHOT</version>");
        assertThat(out("images.txt")).content().matches(DIGEST + " 127\\.0\\.0\\.1:\\d+/team/service:0\\.4\\.0\n");
    }

    @Test
    void releasesNothingThatIsNotTheSameTwice() throws Exception {
        builds("pwd");
        commit();

        assertThat(release(1, "0.4.0", "--dry-run")).contains("the same sources gave other bytes");
    }

    @Test
    void saysWhatIsMissing() throws Exception {
        assertThat(release(2, "0.4", "--dry-run")).contains("the version is '0.4' (expected like 1.2.0)");
        assertThat(release(2, "0.4.0", "--dryrun")).contains("unknown option '--dryrun'");
        assertThat(release(2, "0.4.0")).contains("--registry is missing");
        run("git", "tag", "v0.4.0");
        assertThat(release(2, "0.4.0", "--dry-run")).contains("v0.4.0 is tagged already");
        write("CHANGELOG.md", "# Changelog\n\n## Unreleased\n");
        assertThat(release(2, "0.5.0", "--dry-run")).contains("changes that are not committed");
        commit();
        assertThat(release(2, "0.5.0", "--dry-run")).contains("says nothing under 'Unreleased'");
    }

    private boolean isSigned(byte[] bytes, String signature) throws Exception {
        var check = Signature.getInstance("SHA256withECDSA");
        check.initVerify(publicKey());
        check.update(bytes);
        return check.verify(Base64.getDecoder().decode(signature.strip()));
    }

    private PublicKey publicKey() throws Exception {
        var pem = Files.readString(out("movein.pub")).replaceAll("-----[A-Z ]+-----|\\s", "");
        return KeyFactory.getInstance("EC")
                .generatePublic(new X509EncodedKeySpec(Base64.getDecoder().decode(pem)));
    }

    private static byte[] blob(Path layout, String digest) throws Exception {
        var bytes = Files.readAllBytes(layout.resolve("blobs/sha256").resolve(digest.substring("sha256:".length())));
        assertThat("sha256:" + sha256(bytes)).isEqualTo(digest);
        return bytes;
    }

    private static String sha256(byte[] bytes) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    }

    private Path elsewhere(String name) {
        return project.resolveSibling(project.getFileName() + "." + name);
    }

    private Path out(String file) {
        return project.resolve("target/release/0.4.0").resolve(file);
    }

    private void write(String file, String content) throws IOException {
        var path = project.resolve(file);
        Files.createDirectories(path.resolveSibling("."));
        Files.writeString(path, content);
    }

    private void commit() throws Exception {
        run("git", "add", "-A");
        run("git", "-c", "user.name=T", "-c", "user.email=t@example.org", "commit", "-qm", "As it is");
    }

    private String release(int exitCode, String... arguments) throws Exception {
        var command = new String[arguments.length + 1];
        command[0] = ".ci/release";
        System.arraycopy(arguments, 0, command, 1, arguments.length);
        return run(exitCode, command);
    }

    private String run(String... command) throws Exception {
        return run(0, command);
    }

    private String run(int exitCode, String... command) throws Exception {
        var output = project.resolveSibling(project.getFileName() + ".output");
        var builder = new ProcessBuilder(command)
                .directory(project.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().put("HOME", elsewhere("registry").toString());
        var process = builder.start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        var said = Files.readString(output);
        assertThat(process.exitValue()).as(said).isEqualTo(exitCode);
        return said;
    }
}
