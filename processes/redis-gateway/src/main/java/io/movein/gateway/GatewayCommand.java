package io.movein.gateway;

import io.movein.process.ConfigurationProblem;
import io.movein.process.Secrets;
import io.movein.process.Stop;
import io.movein.process.cli.ServerCommand;
import java.nio.file.Path;
import java.util.List;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;

/** Starts the gateway, which runs until it is ended. */
@Command(
        name = "redis-gateway",
        mixinStandardHelpOptions = true,
        description = "Stands between tenants' clients and their Redis servers, and hides a move from them.")
public final class GatewayCommand extends ServerCommand<GatewayConfig> {

    private GatewayCommand() {
        super(GatewayConfig.format());
    }

    public static void main(String[] arguments) {
        main(new GatewayCommand(), arguments);
    }

    @Override
    protected List<ConfigurationProblem> problems(GatewayConfig settings) {
        return settings.problems();
    }

    @Override
    protected void serve(GatewayConfig settings, Secrets secrets, Path state, Stop stop) throws InterruptedException {
        var log = LoggerFactory.getLogger(GatewayCommand.class);
        var password = settings.control().password();
        try (var gateway = Gateway.start(settings, secrets, Routes.in(state));
                var control = GatewayControl.serve(
                        settings.control().host(),
                        settings.control().port(),
                        gateway,
                        password == null ? null : () -> secrets.read(password).text())) {
            log.info("clients connect to port {}, control listens on port {}", gateway.port(), control.port());
            stop.await();
            log.info("shutting down: pending commands are answered first, clients reconnect elsewhere");
        }
    }
}
