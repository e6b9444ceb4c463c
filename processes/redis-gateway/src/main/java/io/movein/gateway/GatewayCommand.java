package io.movein.gateway;

import io.movein.process.ConfigurationFailure;
import io.movein.process.Secrets;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
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
        var password = settings.control().password();
        var read = new Secrets(secrets);
        try (var gateway = Gateway.start(settings, Routes.in(state));
                var control = GatewayControl.serve(
                        settings.control().host(),
                        settings.control().port(),
                        gateway,
                        password == null ? null : () -> read.read(password).text())) {
            LoggerFactory.getLogger(GatewayCommand.class)
                    .info("clients connect to port {}, control is at port {}", gateway.port(), control.port());
            var ended = new CountDownLatch(1);
            Runtime.getRuntime().addShutdownHook(new Thread(ended::countDown));
            ended.await();
        }
        return 0;
    }
}
