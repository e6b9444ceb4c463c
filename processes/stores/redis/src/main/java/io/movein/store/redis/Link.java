package io.movein.store.redis;

import com.moilioncircle.redis.replicator.cmd.BulkReplyHandler;
import com.moilioncircle.redis.replicator.cmd.RedisCodec;
import com.moilioncircle.redis.replicator.cmd.ReplyParser;
import com.moilioncircle.redis.replicator.io.RedisInputStream;
import io.movein.store.redis.RdbTypes.NotUnderstood;
import io.movein.store.redis.RedisFailure.Kind;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import javax.net.ssl.SSLSocketFactory;

/**
 * A replication link: the source gives a snapshot and then every write after it, or, from a position that it still has, only the
 * writes. The protocol's parsers are redis-replicator's; the conversation is our own, as the library goes on after what it does not
 * know, and connects again by rules of its own.
 */
public final class Link implements AutoCloseable {

    /** What the source calls it among its replicas. */
    public static final String NAME = "movein-link";

    /** Of sources and us; a source says PING every ten seconds by default. */
    private static final Duration SILENCE = Duration.ofSeconds(60);

    private static final Duration ACKNOWLEDGE_EVERY = Duration.ofSeconds(1);
    private static final Duration FIRST_ACKNOWLEDGEMENT = Duration.ofMillis(10);
    /** Whose snapshots are understood. */
    private static final String VALKEY = "9.0.0";

    private static final int BUFFER = 256 * 1024;

    /** Takes what comes over the link, in order, by one thread. It may wait; then the source waits too. */
    public interface Sink {
        /** A snapshot begins, and everything copied so far is void. */
        void snapshotBegins(Position position) throws InterruptedException;

        void entry(Entry entry) throws InterruptedException;

        void snapshotEnds(Position position) throws InterruptedException;

        /** Writes from this position on follow, without a snapshot. */
        void continues(Position position) throws InterruptedException;

        /** @param after the position when it is done */
        void write(RedisCommand write, Position after) throws InterruptedException;
    }

    private final Server server;
    private final KeySpace tenant;
    private final LongSupplier acknowledged;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Socket socket;
    private final RedisInputStream in;
    private final OutputStream out;
    private final ReplyParser parser;

    private Link(Server server, KeySpace tenant, LongSupplier acknowledged, Socket socket) throws IOException {
        this.server = server;
        this.tenant = tenant;
        this.acknowledged = acknowledged;
        this.socket = socket;
        this.in = new RedisInputStream(socket.getInputStream(), BUFFER);
        this.out = socket.getOutputStream();
        this.parser = new ReplyParser(in, new RedisCodec());
    }

    /**
     * Connects and introduces itself.
     *
     * @param acknowledged the offset up to which what came is safe, told to the source every second
     * @throws RedisFailure if it cannot be reached or does not let us in
     */
    public static Link connect(Server server, KeySpace tenant, LongSupplier acknowledged) {
        var socket = new Socket();
        try {
            var connected = connect(server, socket);
            var link = new Link(server, tenant, acknowledged, connected);
            link.introduce();
            return link;
        } catch (IOException e) {
            closeQuietly(socket);
            throw new RedisFailure(Kind.UNREACHABLE, server, "no replication link: " + e.getMessage(), e);
        } catch (RuntimeException e) {
            closeQuietly(socket);
            throw e;
        }
    }

    private static Socket connect(Server server, Socket socket) throws IOException {
        socket.connect(new InetSocketAddress(server.host(), server.port()), 5_000);
        socket.setSoTimeout((int) SILENCE.toMillis());
        socket.setTcpNoDelay(true);
        return server.tls()
                ? ((SSLSocketFactory) SSLSocketFactory.getDefault())
                        .createSocket(socket, server.host(), server.port(), true)
                : socket;
    }

    private void introduce() throws IOException {
        if (server.login().isPresent()) {
            var login = server.login().get();
            expectOk("AUTH", login.user(), login.password().get());
        }
        expectOk("CLIENT", "SETNAME", NAME);
        expectOk("REPLCONF", "listening-port", Integer.toString(socket.getLocalPort()));
        expectOk("REPLCONF", "capa", "eof", "capa", "psync2");
        // Valkey gives its own form of a snapshot only to who knows it; others do not know the word
        send("REPLCONF", "version", VALKEY);
        answer();
    }

    private void expectOk(String... words) throws IOException {
        send(words);
        var answer = answer();
        if (!answer.equals("OK")) {
            var kind = answer.contains("NOPERM")
                    ? Kind.DENIED
                    : answer.contains("WRONGPASS") || answer.contains("NOAUTH") ? Kind.CREDENTIALS : Kind.UNEXPECTED;
            throw new RedisFailure(kind, server, "%s was answered '%s'".formatted(words[0], answer));
        }
    }

    /**
     * Takes what comes until the link is closed or breaks.
     *
     * @param from none: from a snapshot on
     * @throws RedisFailure {@link Kind#LINK_LOST} if it broke, {@link Kind#SYNC_LOST} if the source no longer has what follows the
     *                      position, {@link Kind#NOT_UNDERSTOOD}
     */
    public void run(Optional<Position> from, Sink sink) throws InterruptedException {
        try {
            var position = begin(from, sink);
            follow(position, sink);
        } catch (NotUnderstood e) {
            throw new RedisFailure(Kind.NOT_UNDERSTOOD, server, "the source has " + e.getMessage(), e);
        } catch (IOException e) {
            throw new RedisFailure(
                    closed.getCount() == 0 ? Kind.STOPPED : Kind.LINK_LOST,
                    server,
                    "the replication link broke: " + e.getMessage(),
                    e);
        } finally {
            close();
        }
    }

    private Position begin(Optional<Position> from, Sink sink) throws IOException, InterruptedException {
        var history = from.map(Position::history).orElse("?");
        var next = from.map(position -> position.offset() + 1).orElse(-1L);
        send("PSYNC", history, Long.toString(next));
        var answer = answer().split(" ");
        return switch (answer[0]) {
            case "CONTINUE" -> {
                var known = from.orElseThrow(() -> new NotUnderstood("an answer CONTINUE to a first PSYNC"));
                acknowledgeFromNowOn();
                var position = answer.length > 1 ? new Position(answer[1], known.offset(), known.database()) : known;
                sink.continues(position);
                yield position;
            }
            case "FULLRESYNC" -> {
                if (from.isPresent()) {
                    throw new RedisFailure(
                            Kind.SYNC_LOST,
                            server,
                            "the source no longer has what follows offset %d of history %s"
                                    .formatted(from.get().offset(), history));
                }
                yield snapshot(new Position(answer[1], Long.parseLong(answer[2]), -1), sink);
            }
            default ->
                throw new RedisFailure(
                        answer[0].equals("NOPERM") ? Kind.DENIED : Kind.LINK_LOST,
                        server,
                        "PSYNC was answered '%s'".formatted(String.join(" ", answer)));
        };
    }

    private Position snapshot(Position position, Sink sink) throws IOException, InterruptedException {
        sink.snapshotBegins(position);
        var interrupted = new InterruptedException[1];
        parser.parse((BulkReplyHandler) (length, stream) -> {
            try {
                new SnapshotReader(stream, tenant).read(sink::entry);
            } catch (InterruptedException e) {
                interrupted[0] = e;
                return new byte[0];
            }
            if (length == -1) {
                // what marks the end of a snapshot of unknown length
                stream.skip(40, false);
            }
            return new byte[0];
        });
        if (interrupted[0] != null) {
            throw interrupted[0];
        }
        in.setRawByteListeners(List.of());
        acknowledgeFromNowOn();
        sink.snapshotEnds(position);
        return position;
    }

    private void follow(Position from, Sink sink) throws IOException, InterruptedException {
        var position = from;
        var length = new long[1];
        while (closed.getCount() > 0) {
            var parsed = parser.parse(bytes -> length[0] = bytes);
            if (!(parsed instanceof Object[] words) || words.length == 0) {
                throw new NotUnderstood("something in its stream that is not a command");
            }
            var write = write(words);
            var database = write.name().equals("SELECT") ? Integer.parseInt(write.text(1)) : position.database();
            position = new Position(position.history(), position.offset() + length[0], database);
            sink.write(write, position);
        }
        throw new IOException("closed");
    }

    private static RedisCommand write(Object[] words) throws NotUnderstood {
        var bytes = new ArrayList<byte[]>(words.length);
        for (var word : words) {
            if (!(word instanceof byte[] content)) {
                throw new NotUnderstood("a command in its stream with an argument that is not a string");
            }
            bytes.add(content);
        }
        return new RedisCommand(bytes);
    }

    private String answer() throws IOException {
        return parser.parse() instanceof byte[] bytes ? new String(bytes, StandardCharsets.UTF_8) : "";
    }

    /**
     * A source that sends its snapshot without a file begins its stream only when it is told that the snapshot has come, and is told so
     * in vain until it has noticed itself that it was sent: so it is told often at first.
     */
    private void acknowledgeFromNowOn() throws IOException {
        acknowledge();
        Thread.ofVirtual().name("acknowledge").start(() -> {
            try {
                var wait = FIRST_ACKNOWLEDGEMENT;
                while (!closed.await(wait.toMillis(), TimeUnit.MILLISECONDS)) {
                    acknowledge();
                    wait = wait.compareTo(ACKNOWLEDGE_EVERY) < 0 ? wait.multipliedBy(2) : ACKNOWLEDGE_EVERY;
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (IOException broken) {
                // the reader finds out as well
            }
        });
    }

    private void acknowledge() throws IOException {
        send("REPLCONF", "ACK", Long.toString(Math.max(acknowledged.getAsLong(), 0)));
    }

    private synchronized void send(String... words) throws IOException {
        var request = new ByteArrayOutputStream();
        request.writeBytes(("*" + words.length + "\r\n").getBytes(StandardCharsets.US_ASCII));
        for (var word : words) {
            var bytes = word.getBytes(StandardCharsets.UTF_8);
            request.writeBytes(("$" + bytes.length + "\r\n").getBytes(StandardCharsets.US_ASCII));
            request.writeBytes(bytes);
            request.writeBytes("\r\n".getBytes(StandardCharsets.US_ASCII));
        }
        out.write(request.toByteArray());
        out.flush();
    }

    /** The thread in {@link #run} ends soon. */
    @Override
    public void close() {
        closed.countDown();
        closeQuietly(socket);
    }

    private static void closeQuietly(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // it is gone either way
        }
    }
}
