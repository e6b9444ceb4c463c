package io.movein.local.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

class BrokerOptionsTest {
    @Command(name = "reads")
    static final class Reads {
        @Mixin
        BrokerOptions broker;
    }

    @TempDir
    Path folder;

    @Test
    void aNamedBrokerIsReachedAsTheServicesReachIt() throws Exception {
        var tls = Files.writeString(folder.resolve("tls.properties"), "security.protocol=SSL\n");

        var kafka = named("kafka:9093")
                .kafka(Map.of(
                        "MOVEIN_KAFKA_PROPERTIES_FILE",
                        tls.toString(),
                        "MOVEIN_SCHEMA_REGISTRY_URL",
                        "https://registry.example/",
                        "PATH",
                        "/bin"));

        assertThat(kafka.client())
                .containsEntry("bootstrap.servers", "kafka:9093")
                .containsEntry("security.protocol", "SSL");
        assertThat(kafka.registry().url()).isEqualTo("https://registry.example");
    }

    @Test
    void saysWhichSettingIsWrong() {
        assertThatExceptionOfType(Trouble.class)
                .isThrownBy(() -> named("kafka:9093").kafka(Map.of("MOVEIN_SCHEMA_REGISTRY_URL", "registry")))
                .withMessageContaining("--kafka kafka:9093")
                .withMessageContaining("MOVEIN_SCHEMA_REGISTRY_URL is 'registry'");
    }

    private static BrokerOptions named(String server) {
        var reads = new Reads();
        new CommandLine(reads).parseArgs("--kafka", server);
        return reads.broker;
    }
}
