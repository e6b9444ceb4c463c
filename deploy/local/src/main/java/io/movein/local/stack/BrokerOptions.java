package io.movein.local.stack;

import io.movein.runtime.KafkaSettings;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which Kafka a command reads: one that is named, or that of a running ./movein up. */
public final class BrokerOptions {
    @Option(
            names = "--kafka",
            paramLabel = "HOST:PORT",
            description = "The broker; otherwise the one of the running ./movein up.")
    private @Nullable String bootstrapServers;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "Data directory of that ./movein up (default: ${DEFAULT-VALUE}).")
    private Path data = Path.of(".movein", "up");

    /** @throws Trouble if no broker is named and nothing runs */
    public KafkaSettings kafka() {
        return KafkaSettings.of(Optional.ofNullable(bootstrapServers)
                .or(() -> DataDir.running(data).map(running -> running.getProperty("kafka")))
                .orElseThrow(() -> new Trouble("nothing runs on '" + folder()
                        + "'; start ./movein up, or name a broker with --kafka HOST:PORT")));
    }

    /** Whether the ./movein up that is read has gone, however it went; never where a broker was named. */
    public boolean hasEnded() {
        return bootstrapServers == null && DataDir.running(data).isEmpty();
    }

    public Path folder() {
        return data.toAbsolutePath().normalize();
    }
}
