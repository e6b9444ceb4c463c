package io.movein.runtime;

import static io.movein.runtime.Broker.await;
import static io.movein.runtime.Broker.hint;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.movein.contract.MigrationId;
import io.movein.contract.Topic;
import io.movein.standin.kafka.EmbeddedKafka;
import io.movein.standin.kafka.FreePort;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The brokers' certificate expires while the service runs; then it is renewed, by another authority, and nobody restarts the service. */
class RenewedCertificateIT {
    private static final String PASSWORD = "secret12";
    private static final MigrationId ISSUE = MigrationId.parse("acme/infra#17");

    @TempDir
    private Path folder;

    private final int plain = FreePort.onLoopback();
    private final int secured = FreePort.onLoopback();
    private final EmbeddedKafka.Cluster cluster =
            new EmbeddedKafka.Cluster("cluster", 1, List.of(FreePort.onLoopback()));

    @Test
    void anExpiredCertificateIsToldAndARenewedOneIsTakenWithoutARestart() throws Exception {
        var first = authority("first");
        var second = authority("second");
        var valid = signed("valid", first, "-0d", 2);
        var expired = signed("expired", first, "-10d", 1);
        var renewed = signed("renewed", second, "-0d", 2);
        trust(first);
        var kafka = new Kafka(settings(), new SimpleMeterRegistry());
        var readiness = new KafkaReadiness(settings());
        var read = new CopyOnWriteArrayList<String>();
        var loop = new RecordLoop("loop", Topic.ISSUE_ACTIVITY, "readers", it -> read.add(it.id()), kafka);

        var broker = broker(valid);
        Topics.ensure("127.0.0.1:" + plain);
        try (var publisher = kafka.publisher()) {
            loop.start();
            await("that we know each other", () -> isPublished(publisher));
            var before = hint(ISSUE);
            publisher.publish(Topic.ISSUE_ACTIVITY, before);
            await("what came before", () -> read.contains(before.id()));

            broker.close();
            broker = broker(expired);
            await("that it is said", () -> failure(publisher).contains("CertificateExpiredException"));
            assertThat(failure(publisher)).contains("mend that (access rights, credentials, certificates");
            await(
                    "that it is told",
                    () -> readiness.result().getDetails().toString().contains("CertificateExpiredException"));

            broker.close();
            broker = broker(renewed);
            trust(second);
            await("that we know each other again", () -> isPublished(publisher));
            var after = hint(ISSUE);
            publisher.publish(Topic.ISSUE_ACTIVITY, after);
            await("what came after", () -> read.contains(after.id()));
            await("readiness", () -> readiness.result().getStatus().getName().equals("UP"));
            assertThat(loop.health().working()).isTrue();
        } finally {
            loop.stop();
            readiness.close();
            broker.close();
        }
    }

    private static boolean isPublished(KafkaPublisher publisher) {
        return failure(publisher).isEmpty();
    }

    private static String failure(KafkaPublisher publisher) {
        try {
            publisher.publish(Topic.ISSUE_ACTIVITY, hint(ISSUE));
            return "";
        } catch (KafkaUnavailableException e) {
            return String.valueOf(e.getMessage());
        }
    }

    /** As they are shipped: what is renewed is in a file, which a client reads when it is made. */
    private KafkaSettings settings() {
        return new KafkaSettings(
                "127.0.0.1:" + secured,
                Duration.ofSeconds(10),
                Map.of(
                        "security.protocol",
                        "SSL",
                        "ssl.truststore.type",
                        "PEM",
                        "ssl.truststore.certificates",
                        "${files:" + folder.resolve("ca") + ":ca.crt}",
                        "config.providers",
                        "files",
                        "config.providers.files.class",
                        "org.apache.kafka.common.config.provider.DirectoryConfigProvider",
                        "config.providers.files.param.allowed.paths",
                        folder.resolve("ca").toString()));
    }

    private void trust(Path keystore) throws IOException {
        var next = Files.createDirectories(folder.resolve("ca")).resolve("next");
        Files.copy(Path.of(keystore + ".crt"), next, StandardCopyOption.REPLACE_EXISTING);
        Files.move(next, folder.resolve("ca/ca.crt"), StandardCopyOption.REPLACE_EXISTING);
    }

    private EmbeddedKafka broker(Path keystore) {
        var properties = new HashMap<>(Map.of(
                "listeners",
                "PLAINTEXT://127.0.0.1:%d,SSL://127.0.0.1:%d,CONTROLLER://127.0.0.1:%d"
                        .formatted(plain, secured, cluster.controllerPorts().getFirst()),
                "advertised.listeners",
                "PLAINTEXT://127.0.0.1:%d,SSL://127.0.0.1:%d".formatted(plain, secured),
                "listener.security.protocol.map",
                "PLAINTEXT:PLAINTEXT,SSL:SSL,CONTROLLER:PLAINTEXT",
                "ssl.keystore.type",
                "PKCS12",
                "ssl.keystore.location",
                keystore.toString(),
                "ssl.keystore.password",
                PASSWORD));
        return EmbeddedKafka.start(
                new EmbeddedKafka.Config(plain, folder.resolve("data"), "127.0.0.1", "127.0.0.1", cluster, properties));
    }

    /** Its certificate lies beside its keystore. */
    private Path authority(String name) throws IOException, InterruptedException {
        var keystore = folder.resolve(name + "-authority.p12");
        keytool(keystore, "-genkeypair", "-keyalg", "EC", "-dname", "CN=" + name, "-ext", "bc:c", "-validity", "20");
        keytool(keystore, "-exportcert", "-rfc", "-file", keystore + ".crt");
        return keystore;
    }

    /** A broker's keystore with a certificate of that authority. */
    private Path signed(String name, Path authority, String from, int days) throws IOException, InterruptedException {
        var keystore = folder.resolve(name + ".p12");
        keytool(keystore, "-genkeypair", "-keyalg", "EC", "-dname", "CN=" + name);
        keytool(keystore, "-certreq", "-file", keystore + ".csr");
        keytool(
                authority,
                "-gencert",
                "-rfc",
                "-infile",
                keystore + ".csr",
                "-outfile",
                keystore + ".crt",
                "-ext",
                "san=ip:127.0.0.1",
                "-startdate",
                from,
                "-validity",
                Integer.toString(days));
        var chain = Files.readString(Path.of(keystore + ".crt")) + Files.readString(Path.of(authority + ".crt"));
        keytool(
                keystore,
                "-importcert",
                "-noprompt",
                "-file",
                Files.writeString(Path.of(keystore + ".chain"), chain).toString());
        return keystore;
    }

    private static void keytool(Path keystore, String... arguments) throws IOException, InterruptedException {
        var command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin/keytool").toString()));
        command.addAll(List.of(arguments));
        command.addAll(List.of(
                "-alias", "one", "-storetype", "PKCS12", "-storepass", PASSWORD, "-keystore", keystore.toString()));
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
    }
}
