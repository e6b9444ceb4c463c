package io.movein.live.manager;

import io.movein.process.ConfigurationFailure;
import io.movein.process.Secrets;
import io.movein.process.cli.Serving;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Starts the manager, which runs until it is ended. Exit codes: 0 ended, 2 the configuration is wrong. */
@Command(
        name = "live-manager",
        mixinStandardHelpOptions = true,
        description = "Moves Redis tenants by commands of redis-cli and every client of Redis.")
public final class ManagerCommand implements Callable<Integer> {

    @Option(names = "--config", required = true, paramLabel = "FILE", description = "The configuration (YAML).")
    private Path config = Path.of("manager.yaml");

    @Option(names = "--state", required = true, paramLabel = "DIR", description = "What outlasts the manager.")
    private Path state = Path.of("state");

    @Option(
            names = "--secrets",
            paramLabel = "DIR",
            description = "Secrets as folders of files (default: ${DEFAULT-VALUE}).")
    private Path secrets = Path.of("/var/run/secrets/movein");

    public static void main(String[] arguments) {
        // before the first logger: what the process says goes to the owner, and this to whoever operates it
        if (System.getProperty("logback.configurationFile") == null) {
            System.setProperty("logback.configurationFile", "logback-gateway.xml");
        }
        System.exit(new CommandLine(new ManagerCommand()).execute(arguments));
    }

    @Override
    public Integer call() throws InterruptedException {
        ManagerConfig settings;
        try {
            settings = ManagerConfig.format().read(config);
        } catch (ConfigurationFailure failure) {
            System.err.println(failure.getMessage());
            return 2;
        }
        Serving.serve(stop -> {
            try (var server = ManagerServer.start(settings, new Secrets(secrets), state)) {
                LoggerFactory.getLogger(ManagerCommand.class).info("commands are taken at port {}", server.port());
                stop.await();
            }
        });
        return 0;
    }
}
