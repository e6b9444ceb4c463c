package io.movein.local.events;

import io.movein.contract.Message;
import io.movein.contract.MigrationId;
import io.movein.contract.StructuredJson;
import io.movein.local.stack.BrokerOptions;
import io.movein.local.stack.Trouble;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "events",
        mixinStandardHelpOptions = true,
        description =
                "Follows the public event stream, and how far running processes are: one CloudEvent in JSON per line.")
public final class EventsCommand implements Callable<Integer> {
    @Option(names = "--from-beginning", description = "Begin with the oldest event; otherwise with the next.")
    private boolean fromBeginning;

    @Option(
            names = "--migration",
            paramLabel = "OWNER/REPO#NUMBER",
            description = "Only the events of this migration.",
            converter = MigrationConverter.class)
    private @Nullable MigrationId migration;

    @Mixin
    private BrokerOptions broker;

    @Spec
    private CommandSpec spec;

    /** As people write a migration. */
    public static final class MigrationConverter implements ITypeConverter<MigrationId> {
        @Override
        public MigrationId convert(String text) {
            return MigrationId.parse(text);
        }
    }

    @Override
    public Integer call() {
        var out = spec.commandLine().getOut();
        var ended = new Ended();
        new EventStream(broker.kafka())
                .follow(fromBeginning, message -> print(out, message), () -> out.checkError() || ended.isSo());
        if (ended.isSo()) {
            throw new Trouble("what ran on '" + broker.folder() + "' has ended, and its events with it");
        }
        return 0;
    }

    /** Whether what is followed has gone: looked at once in a second. */
    private final class Ended {
        private long lookedAt = System.nanoTime();
        private boolean so;

        boolean isSo() {
            if (!so && System.nanoTime() - lookedAt > 1_000_000_000) {
                lookedAt = System.nanoTime();
                so = broker.hasEnded();
            }
            return so;
        }
    }

    private void print(PrintWriter out, Message<?> message) {
        if (migration == null || migration.equals(message.migration())) {
            out.println(StructuredJson.text(message));
            out.flush();
        }
    }
}
