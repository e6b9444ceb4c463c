package io.movein.live.manager;

import io.movein.process.Secrets;
import io.movein.process.Stop;
import io.movein.process.cli.ServerCommand;
import java.nio.file.Path;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;

/** Starts the manager, which runs until it is ended. */
@Command(
        name = "live-manager",
        mixinStandardHelpOptions = true,
        description = "Moves Redis tenants by commands of redis-cli and every client of Redis.")
public final class ManagerCommand extends ServerCommand<ManagerConfig> {

    private ManagerCommand() {
        super(ManagerConfig.format());
    }

    public static void main(String[] arguments) {
        main(new ManagerCommand(), arguments);
    }

    @Override
    protected void serve(ManagerConfig settings, Secrets secrets, Path state, Stop stop) throws InterruptedException {
        try (var server = ManagerServer.start(settings, secrets, state)) {
            LoggerFactory.getLogger(ManagerCommand.class).info("accepts commands on port {}", server.port());
            stop.await();
        }
    }
}
