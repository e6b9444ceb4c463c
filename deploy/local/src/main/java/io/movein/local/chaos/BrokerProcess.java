package io.movein.local.chaos;

import io.movein.standin.kafka.EmbeddedKafka;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** A broker as a program of its own, so that it can be killed and frozen. It ends with whoever started it. */
final class BrokerProcess {
    private BrokerProcess() {}

    /** @param args the cluster's id, which of its nodes this is, the ports of their controllers, its own port and data directory */
    public static void main(String[] args) throws IOException {
        var cluster = new EmbeddedKafka.Cluster(args[0], Integer.parseInt(args[1]), ports(args[2]));
        var kafka = EmbeddedKafka.start(new EmbeddedKafka.Config(Integer.parseInt(args[3]), Path.of(args[4]), cluster));
        Runtime.getRuntime().addShutdownHook(new Thread(kafka::close));
        while (System.in.read() >= 0) {
            // nobody has anything to say; the end is what is waited for
        }
        System.exit(0);
    }

    private static List<Integer> ports(String list) {
        return Arrays.stream(list.split(",")).map(Integer::valueOf).toList();
    }
}
