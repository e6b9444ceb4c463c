package io.movein.local.stack;

import io.movein.runtime.KafkaSettings;
import io.movein.runtime.Settings;
import io.movein.runtime.SettingsException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which Kafka a command reads: one that is named, or that of a running ./movein up. */
public final class BrokerOptions {
    @Option(
            names = "--kafka",
            paramLabel = "HOST:PORT",
            description =
                    "The broker; otherwise the one of the running ./movein up. TLS, SASL and a schema registry as for "
                            + "the services: MOVEIN_KAFKA_PROPERTIES_FILE, MOVEIN_SCHEMA_REGISTRY_URL and _CREDENTIALS.")
    private @Nullable String bootstrapServers;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "Data directory of that ./movein up (default: ${DEFAULT-VALUE}).")
    private Path data = Path.of(".movein", "up");

    /** @throws Trouble if no broker is named and nothing runs, or the environment has a setting that is wrong */
    public KafkaSettings kafka() {
        return kafka(System.getenv());
    }

    KafkaSettings kafka(Map<String, String> environment) {
        if (bootstrapServers == null) {
            return KafkaSettings.of(DataDir.running(data)
                    .map(running -> running.getProperty("kafka"))
                    .orElseThrow(() -> new Trouble("nothing runs on '" + folder()
                            + "'; start ./movein up, or name a broker with --kafka HOST:PORT")));
        }
        return settings(environment(bootstrapServers, environment));
    }

    /** What of this environment says how a broker is reached that was named; as the services are told it. */
    static Map<String, String> environment(String bootstrapServers, Map<String, String> environment) {
        var settings = new HashMap<>(environment);
        settings.keySet()
                .removeIf(name -> !name.startsWith("MOVEIN_KAFKA_") && !name.startsWith("MOVEIN_SCHEMA_REGISTRY_"));
        settings.put("KAFKA_BOOTSTRAP_SERVERS", bootstrapServers);
        return settings;
    }

    /** @throws Trouble if one of them is wrong */
    static KafkaSettings settings(Map<String, String> environment) {
        try {
            return Settings.read(environment, KafkaSettings::read);
        } catch (SettingsException e) {
            throw new Trouble(
                    "--kafka " + environment.get("KAFKA_BOOTSTRAP_SERVERS") + " cannot be used with this environment: "
                            + e.getMessage(),
                    e);
        }
    }

    public boolean isNamed() {
        return bootstrapServers != null;
    }

    /** Whether the ./movein up that is read has gone, however it went; never where a broker was named. */
    public boolean hasEnded() {
        return !isNamed() && DataDir.running(data).isEmpty();
    }

    public Path folder() {
        return data.toAbsolutePath().normalize();
    }
}
