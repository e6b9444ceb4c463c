package io.movein.store.redis;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.ClientOptions.DisconnectedBehavior;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisCredentials;
import io.lettuce.core.RedisCredentialsProvider.ImmediateRedisCredentialsProvider;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.protocol.AsyncCommand;
import io.lettuce.core.protocol.Command;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.ProtocolKeyword;
import io.lettuce.core.protocol.ProtocolVersion;
import io.movein.store.redis.RedisFailure.Kind;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * A connection for any command. It never connects again by itself, as nobody could say then which commands took effect; whoever uses
 * it opens another and looks.
 */
public final class Connection implements AutoCloseable {

    /** What is waited for an answer. */
    static final Duration ANSWER = Duration.ofSeconds(20);

    /** Threads and buffers, of which a process needs no more than one set; daemons. */
    private static final RedisClient CLIENT = client();

    private static final String NAME = "movein";

    private final Server server;
    private final String name;
    private final StatefulRedisConnection<byte[], byte[]> connection;
    private final AtomicBoolean open = new AtomicBoolean(true);

    private Connection(Server server, String name, StatefulRedisConnection<byte[], byte[]> connection) {
        this.server = server;
        this.name = name;
        this.connection = connection;
    }

    /** @throws RedisFailure if it cannot be reached or does not let us in */
    public static Connection to(Server server) {
        return named(NAME, server);
    }

    /**
     * A connection that whoever comes after can find, and end, by {@link #endOthers}.
     *
     * @param name as the server's {@code CLIENT LIST} has it, without spaces
     */
    static Connection named(String name, Server server) {
        var coming = CLIENT.connectAsync(ByteArrayCodec.INSTANCE, uri(server, name));
        try {
            return new Connection(server, name, coming.get());
        } catch (ExecutionException e) {
            throw failure(server, e.getCause());
        } catch (InterruptedException e) {
            // it comes into being nevertheless
            var _ = coming.thenCompose(StatefulRedisConnection::closeAsync);
            Thread.currentThread().interrupt();
            throw new RedisFailure(Kind.STOPPED, server, "stopped");
        }
    }

    /** Another of the same name; this one is closed. What was sent by it may still arrive, until {@link #endOthers}. */
    Connection again() {
        close();
        return named(name, server);
    }

    /**
     * Has the server end all other connections of this name: of what was sent by them and has not arrived, nothing is carried out any
     * more.
     */
    void endOthers() {
        end(name);
    }

    /** Has the server end all connections of a name but this one. */
    void end(String others) {
        var self = text("CLIENT", "ID");
        var endings = text("CLIENT", "LIST")
                .lines()
                .map(line -> List.of(line.split(" ")))
                .filter(fields -> fields.contains("name=" + others) && !fields.contains("id=" + self))
                .map(fields -> RedisCommand.of(
                        "CLIENT", "KILL", "ID", fields.getFirst().substring("id=".length())))
                .toList();
        for (var reply : send(endings)) {
            if (reply instanceof Reply.Refused(var message) && !message.contains("No such client")) {
                throw refused("CLIENT KILL: " + message);
            }
        }
    }

    private static RedisClient client() {
        var client = RedisClient.create();
        client.setOptions(ClientOptions.builder()
                .autoReconnect(false)
                .disconnectedBehavior(DisconnectedBehavior.REJECT_COMMANDS)
                .protocolVersion(ProtocolVersion.RESP2)
                .socketOptions(SocketOptions.builder()
                        .connectTimeout(Duration.ofSeconds(5))
                        .tcpNoDelay(true)
                        .build())
                .build());
        return client;
    }

    private static RedisURI uri(Server server, String name) {
        var uri = RedisURI.create(server.host(), server.port());
        uri.setSsl(server.tls());
        uri.setTimeout(ANSWER);
        uri.setClientName(name);
        server.login().ifPresent(login -> uri.setCredentialsProvider(now(login)));
        return uri;
    }

    /**
     * Read by the thread that connects. A provider of the other kind has Lettuce go on in the JVM's common pool, which may have a single
     * thread; where that one waits for the connection, or for anything else, the connection is never made.
     */
    private static ImmediateRedisCredentialsProvider now(Server.Login login) {
        return () -> RedisCredentials.just(login.user(), login.password().get());
    }

    public Server server() {
        return server;
    }

    /** One command whose answer is expected to be no error. */
    public @Nullable Object call(Object... words) {
        return switch (send(List.of(RedisCommand.of(words))).getFirst()) {
            case Reply.Value value -> value.value();
            case Reply.Refused refused -> throw refused(words[0] + ": " + refused.message());
        };
    }

    public String text(Object... words) {
        return Reply.text(call(words));
    }

    public List<?> list(Object... words) {
        return Reply.list(call(words));
    }

    /** One field of INFO. */
    public String info(String section, String field) {
        return text("INFO", section)
                .lines()
                .filter(line -> line.startsWith(field + ":"))
                .map(line -> line.substring(field.length() + 1).strip())
                .findFirst()
                .orElse("");
    }

    /** Sends all at once and gives each one's answer, in their order. */
    public List<Reply> send(List<RedisCommand> writes) {
        return new Sent(dispatch(writes)).replies();
    }

    /** Sends all at once; the answers are waited for later. */
    public Sent begin(List<RedisCommand> writes) {
        return new Sent(dispatch(writes));
    }

    /** Commands that are on their way. */
    public final class Sent {

        private final List<AsyncCommand<byte[], byte[], Object>> commands;

        private Sent(List<AsyncCommand<byte[], byte[], Object>> commands) {
            this.commands = commands;
        }

        public List<Reply> replies() {
            var replies = new ArrayList<Reply>(commands.size());
            for (var command : commands) {
                replies.add(reply(command));
            }
            return replies;
        }
    }

    private List<AsyncCommand<byte[], byte[], Object>> dispatch(List<RedisCommand> writes) {
        var commands = writes.stream().map(Connection::command).toList();
        try {
            connection.dispatch(commands);
            return commands;
        } catch (RedisException e) {
            throw failure(server, e);
        }
    }

    private static AsyncCommand<byte[], byte[], Object> command(RedisCommand write) {
        var arguments = new CommandArgs<>(ByteArrayCodec.INSTANCE);
        write.words().stream().skip(1).forEach(arguments::add);
        return new AsyncCommand<>(
                new Command<>(new Keyword(write.name().toLowerCase(Locale.ROOT)), new AnyOutput(), arguments));
    }

    /** In lower case, as Lettuce makes something of its own of a MULTI that it recognizes; here the answers are wanted as they come. */
    private record Keyword(String word) implements ProtocolKeyword {
        @Override
        public byte[] getBytes() {
            return word.getBytes(StandardCharsets.UTF_8);
        }

        @Override
        public String toString() {
            return word;
        }
    }

    private Reply reply(AsyncCommand<byte[], byte[], Object> command) {
        try {
            return new Reply.Value(command.get(ANSWER.toMillis(), TimeUnit.MILLISECONDS));
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RedisCommandExecutionException refusal) {
                return new Reply.Refused(String.valueOf(refusal.getMessage()));
            }
            throw failure(server, e.getCause());
        } catch (TimeoutException e) {
            throw new RedisFailure(
                    Kind.UNREACHABLE, server, "no answer to %s within %s".formatted(command.getType(), ANSWER));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RedisFailure(Kind.STOPPED, server, "stopped");
        }
    }

    RedisFailure refused(String message) {
        if (RedisFailure.tellsThatSlotsMoved(message)) {
            return new RedisFailure(
                    Kind.SLOTS_MOVED,
                    server,
                    message
                            + "; its cluster's slots are on other nodes than when the migration began; resume it once"
                            + " the cluster is at rest, and everything is copied anew");
        }
        var kind = message.contains("NOPERM")
                ? Kind.DENIED
                : message.contains("NOAUTH") || message.contains("WRONGPASS") ? Kind.CREDENTIALS : Kind.UNEXPECTED;
        return new RedisFailure(kind, server, message);
    }

    private static RedisFailure failure(Server server, @Nullable Throwable thrown) {
        var text = new StringBuilder();
        for (var cause = thrown; cause != null; cause = cause.getCause()) {
            text.append(text.isEmpty() ? "" : "; ").append(cause.getMessage());
        }
        var message = text.toString();
        var kind = message.contains("WRONGPASS") || message.contains("NOAUTH") ? Kind.CREDENTIALS : Kind.UNREACHABLE;
        return new RedisFailure(kind, server, message, thrown);
    }

    @Override
    public void close() {
        if (open.getAndSet(false)) {
            connection.close();
        }
    }
}
