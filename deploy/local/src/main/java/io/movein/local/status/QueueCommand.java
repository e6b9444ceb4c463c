package io.movein.local.status;

import io.movein.local.screen.Screen;
import io.movein.local.stack.BrokerOptions;
import java.time.Instant;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "queue",
        mixinStandardHelpOptions = true,
        description =
                "Tells which migrations wait for what, in their order, which ones run and how far they are, and which gates of plans wait for approval.")
public final class QueueCommand implements Callable<Integer> {
    @Mixin
    private BrokerOptions broker;

    @Override
    public Integer call() {
        var standing = Standing.read(broker.kafka());
        new QueuePage(Screen.ofThisProcess(System.getenv()), standing, Instant.now()).show();
        return 0;
    }
}
