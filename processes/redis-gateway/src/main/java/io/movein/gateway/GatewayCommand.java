package io.movein.gateway;

import io.movein.process.ConfigurationFailure;
import io.movein.process.Secrets;
import io.movein.process.Stop;
import io.movein.process.cli.Serving;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Starts the gateway, which runs until it is ended. Exit codes: 0 ended, 2 the configuration is wrong. */
@Command(
        name = "redis-gateway",
        mixinStandardHelpOptions = true,
        description = "Stands between tenants' clients and their Redis servers, and hides a move from them.")
public final class GatewayCommand implements Callable<Integer> {

    @Option(names = "--config", required = true, paramLabel = "FILE", description = "The configuration (YAML).")
    private Path config = Path.of("gateway.yaml");

    @Option(names = "--state", required = true, paramLabel = "DIR", description = "Where it is kept who has moved.")
    private Path state = Path.of("state");

    @Option(
            names = "--secrets",
            paramLabel = "DIR",
            description = "Secrets as folders of files (default: ${DEFAULT-VALUE}).")
    private Path secrets = Path.of("/var/run/secrets/movein");

    public static void main(String[] arguments) {
        // before the first logger: live-migration has one of its own in the same class path
        if (System.getProperty("logback.configurationFile") == null) {
            System.setProperty("logback.configurationFile", "logback-gateway.xml");
        }
        System.exit(new CommandLine(new GatewayCommand()).execute(arguments));
    }

    @Override
    public Integer call() throws InterruptedException {
        GatewayConfig settings;
        try {
            settings = GatewayConfig.format().read(config);
        } catch (ConfigurationFailure failure) {
            System.err.println(failure.getMessage());
            return 2;
        }
        if (!settings.problems().isEmpty()) {
            settings.problems().forEach(System.err::println);
            return 2;
        }
        try {
            Serving.serve(stop -> serve(settings, stop));
            return 0;
        } catch (ConfigurationFailure failure) {
            System.err.println(failure.getMessage());
            return 2;
        }
    }

    private void serve(GatewayConfig settings, Stop stop) throws InterruptedException {
        var log = LoggerFactory.getLogger(GatewayCommand.class);
        var read = new Secrets(secrets);
        var password = settings.control().password();
        try (var gateway = Gateway.start(settings, read, Routes.in(state));
                var control = GatewayControl.serve(
                        settings.control().host(),
                        settings.control().port(),
                        gateway,
                        password == null ? null : () -> read.read(password).text())) {
            log.info("clients connect to port {}, control is at port {}", gateway.port(), control.port());
            stop.await();
            log.info("ends: what was sent is answered first, clients connect again elsewhere");
        }
    }
}
