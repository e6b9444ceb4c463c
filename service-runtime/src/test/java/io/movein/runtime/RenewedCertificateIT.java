package io.movein.runtime;

import static io.movein.runtime.Broker.await;
import static io.movein.runtime.Broker.hint;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.movein.contract.MigrationId;
import io.movein.contract.Topic;
import io.movein.standin.kafka.EmbeddedKafka;
import io.movein.standin.kafka.FreePort;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The brokers' certificate expires while the service runs; then it is renewed, by another authority, and nobody restarts the service. */
class RenewedCertificateIT {
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
        var valid = signed(first, 0);
        var expired = signed(first, -10);
        var renewed = signed(second, 0);
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

    private void trust(X509Bundle authority) throws IOException {
        var next = Files.createDirectories(folder.resolve("ca")).resolve("next");
        Files.writeString(next, authority.getCertificatePEM());
        Files.move(next, folder.resolve("ca/ca.crt"), StandardCopyOption.REPLACE_EXISTING);
    }

    private EmbeddedKafka broker(X509Bundle certificate) {
        var properties = new HashMap<>(Map.of(
                "listeners",
                "PLAINTEXT://127.0.0.1:%d,SSL://127.0.0.1:%d,CONTROLLER://127.0.0.1:%d"
                        .formatted(plain, secured, cluster.controllerPorts().getFirst()),
                "advertised.listeners",
                "PLAINTEXT://127.0.0.1:%d,SSL://127.0.0.1:%d".formatted(plain, secured),
                "listener.security.protocol.map",
                "PLAINTEXT:PLAINTEXT,SSL:SSL,CONTROLLER:PLAINTEXT",
                "ssl.keystore.type",
                "PEM",
                "ssl.keystore.key",
                certificate.getPrivateKeyPEM(),
                "ssl.keystore.certificate.chain",
                certificate.getCertificatePathPEM()));
        return EmbeddedKafka.start(
                new EmbeddedKafka.Config(plain, folder.resolve("data"), "127.0.0.1", "127.0.0.1", cluster, properties));
    }

    private static X509Bundle authority(String name) throws Exception {
        return new CertificateBuilder()
                .ecp256()
                .subject("CN=" + name)
                .setIsCertificateAuthority(true)
                .buildSelfSigned();
    }

    /** A broker's, which is valid for two days from then on. */
    private static X509Bundle signed(X509Bundle authority, int fromDay) throws Exception {
        var from = Instant.now().plus(Duration.ofDays(fromDay));
        return new CertificateBuilder()
                .ecp256()
                .subject("CN=broker")
                .addSanIpAddress("127.0.0.1")
                .notBefore(from)
                .notAfter(from.plus(Duration.ofDays(2)))
                .buildIssuedBy(authority);
    }
}
