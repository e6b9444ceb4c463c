package io.movein.local.chaos;

import io.movein.standin.kafka.EmbeddedKafka;
import java.io.IOException;
import java.nio.file.Path;

/** The broker as a program of its own, so that it can be killed and frozen. It ends with whoever started it. */
final class BrokerProcess {
    private BrokerProcess() {}

    /** @param args port and data directory */
    public static void main(String[] args) throws IOException {
        var kafka = EmbeddedKafka.start(new EmbeddedKafka.Config(Integer.parseInt(args[0]), Path.of(args[1])));
        Runtime.getRuntime().addShutdownHook(new Thread(kafka::close));
        while (System.in.read() >= 0) {
            // nobody has anything to say; the end is what is waited for
        }
        System.exit(0);
    }
}
