package io.movein.process.crash;

import io.movein.process.AttemptKind;
import io.movein.process.ExitCode;
import io.movein.process.RunMode;
import io.movein.process.Stop;
import io.movein.process.configuration.FailureSettings;
import io.movein.process.configuration.PaceSettings;
import io.movein.process.items.Blame;
import io.movein.process.items.Item;
import io.movein.process.items.Journal;
import io.movein.process.items.Outcome;
import io.movein.process.items.PlannedItem;
import io.movein.process.pace.Pace;
import io.movein.process.retry.Writing;
import io.movein.process.run.FailureLimits;
import io.movein.process.run.ItemRunner;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.stream.IntStream;

/** A process that is killed: plans so many items and puts each to a {@link Destination}. */
final class CrashingProcess {

    static final int FAILS_EVERY = 1000;

    private static final int WORKERS = 8;

    private record Connection(DataInputStream in, DataOutputStream out) {}

    private final BlockingQueue<Connection> connections = new ArrayBlockingQueue<>(WORKERS);

    private CrashingProcess(int port) throws IOException {
        for (var i = 0; i < WORKERS; i++) {
            var socket = new Socket(InetAddress.getLoopbackAddress(), port);
            socket.setTcpNoDelay(true);
            connections.add(new Connection(
                    new DataInputStream(socket.getInputStream()), new DataOutputStream(socket.getOutputStream())));
        }
    }

    static String key(int number) {
        return "item-%06d".formatted(number);
    }

    static String content(String key) {
        return "content of " + key;
    }

    /** Arguments: journal, port, number of items. */
    public static void main(String[] arguments) throws Exception {
        try (var journal = Journal.open(Path.of(arguments[0]), Clock.systemUTC())) {
            journal.begin(1, RunMode.LIVE, AttemptKind.RESUME);
            System.out.println("begun");
            if (journal.facts().get("planned").isEmpty()) {
                journal.add(IntStream.range(0, Integer.parseInt(arguments[2]))
                        .mapToObj(i -> PlannedItem.of(key(i), 1))
                        .iterator());
                journal.facts().put("planned", "yes");
            }
            var process = new CrashingProcess(Integer.parseInt(arguments[1]));
            new ItemRunner(
                            journal,
                            Pace.of(new PaceSettings(WORKERS, null, null)),
                            new Stop(),
                            new FailureLimits(new FailureSettings(3, 100, 1)))
                    .run((item, _) -> process.move(item));
            journal.end(ExitCode.COMPLETED_WITH_ERRORS);
        }
        System.exit(ExitCode.COMPLETED_WITH_ERRORS.code());
    }

    private Outcome move(Item item) throws Exception {
        if (Integer.parseInt(item.key().substring(5)) % FAILS_EVERY == 0) {
            return Outcome.failed(Blame.ITEM, "forbidden", "this one may not be read");
        }
        var connection = connections.take();
        try {
            return switch (Writing.once(() -> put(connection, item), () -> found(connection, item))) {
                case WRITTEN, FOUND_WRITTEN -> Outcome.migrated(1, null);
                case OCCUPIED -> Outcome.failed(Blame.ITEM, "occupied", "something else is there");
            };
        } finally {
            connections.add(connection);
        }
    }

    private static void put(Connection connection, Item item) throws IOException {
        connection.out.writeByte(Destination.PUT);
        connection.out.writeUTF(item.key());
        connection.out.writeUTF(content(item.key()));
        if (connection.in.readByte() == 0) {
            throw new UncheckedIOException(new IOException("there is something already"));
        }
    }

    private static Writing.Found found(Connection connection, Item item) throws IOException {
        connection.out.writeByte(Destination.GET);
        connection.out.writeUTF(item.key());
        var there = connection.in.readUTF();
        return there.isEmpty()
                ? Writing.Found.NOTHING
                : there.equals(content(item.key())) ? Writing.Found.SAME : Writing.Found.OTHER;
    }
}
