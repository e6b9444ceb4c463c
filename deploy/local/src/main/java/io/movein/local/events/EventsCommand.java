package io.movein.local.events;

import io.movein.contract.Message;
import io.movein.contract.MigrationId;
import io.movein.local.stack.DataDir;
import io.movein.local.stack.Trouble;
import io.movein.runtime.KafkaSettings;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "events",
        mixinStandardHelpOptions = true,
        description = "Follows the public event stream: one CloudEvent in JSON per line.")
public final class EventsCommand implements Callable<Integer> {
    @Option(names = "--from-beginning", description = "Begin with the oldest event; otherwise with the next.")
    private boolean fromBeginning;

    @Option(
            names = "--migration",
            paramLabel = "OWNER/REPO#NUMBER",
            description = "Only the events of this migration.",
            converter = MigrationConverter.class)
    private @Nullable MigrationId migration;

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

    @Spec
    private CommandSpec spec;

    static final class MigrationConverter implements ITypeConverter<MigrationId> {
        @Override
        public MigrationId convert(String text) {
            return MigrationId.parse(text);
        }
    }

    @Override
    public Integer call() {
        var out = spec.commandLine().getOut();
        var json = new EventJson();
        var ended = new Ended();
        new EventStream(KafkaSettings.of(broker()))
                .follow(fromBeginning, message -> print(out, json, message), () -> out.checkError() || ended.isSo());
        if (ended.isSo()) {
            throw new Trouble(
                    "what ran on '" + data.toAbsolutePath().normalize() + "' has ended, and its events with it");
        }
        return 0;
    }

    /** Whether the ./movein up that is followed has gone, however it went: looked at once in a second. */
    private final class Ended {
        private long lookedAt = System.nanoTime();
        private boolean so;

        boolean isSo() {
            if (bootstrapServers == null && !so && System.nanoTime() - lookedAt > 1_000_000_000) {
                lookedAt = System.nanoTime();
                so = DataDir.running(data).isEmpty();
            }
            return so;
        }
    }

    private void print(PrintWriter out, EventJson json, Message<?> message) {
        if (migration == null || migration.equals(message.migration())) {
            out.println(json.line(message));
            out.flush();
        }
    }

    private String broker() {
        if (bootstrapServers != null) {
            return bootstrapServers;
        }
        return DataDir.running(data)
                .map(running -> running.getProperty("kafka"))
                .orElseThrow(() ->
                        new Trouble("nothing runs on '" + data.toAbsolutePath().normalize()
                                + "'; start ./movein up, or name a broker with --kafka HOST:PORT"));
    }
}
