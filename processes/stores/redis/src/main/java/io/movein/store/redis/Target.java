package io.movein.store.redis;

import io.movein.store.redis.RedisFailure.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * The one writer of a tenant's keys at the target. Writes of the stream go in transactions together with the position after them,
 * so that after any loss of connection or process the target itself says what it has; each transaction is void if another
 * process has made itself the writer in between.
 */
public final class Target implements AutoCloseable {

    /** As many as a script can pass on, and some less. */
    private static final int MOST_WORDS = 7_000;

    /** In the name of its connection. */
    static final String ROLE = "writer";

    private static final String WRITER = "writer";
    private static final String POSITION = "position";
    private static final String READ_ANEW = "read-anew";

    private final Connection connection;
    private final KeySpace tenant;
    private final int database;
    private final String positionKey;
    private final String writerKey;
    private final String readAnewKey;
    private final String layoutKey;
    private final boolean ofCluster;
    private final String writer;

    private Target(Connection connection, KeySpace tenant, int database, String writer) {
        this.connection = connection;
        this.tenant = tenant;
        this.database = database;
        this.writer = writer;
        positionKey = tenant.ownKey(POSITION);
        writerKey = tenant.ownKey(WRITER);
        readAnewKey = tenant.ownKey(READ_ANEW);
        layoutKey = new KeySpace(tenant.prefix(), tenant.database()).ownKey("layout");
        ofCluster = RedisSide.isCluster(connection);
    }

    /** Becomes the writer; whoever was finds out at its next write, and what it had sent and has not arrived is void. */
    public static Target open(Server server, KeySpace tenant, int database) {
        var target = new Target(
                select(Connection.named(tenant.connectionName(ROLE), server), database),
                tenant,
                database,
                UUID.randomUUID().toString());
        try {
            target.connection.call("SET", target.writerKey, target.writer);
            target.connection.endOthers();
            target.watch(target.connection.send(target.watching()));
            return target;
        } catch (RuntimeException e) {
            target.close();
            throw e;
        }
    }

    static Connection select(Connection connection, int database) {
        try {
            connection.call("SELECT", database);
            return connection;
        } catch (RuntimeException e) {
            connection.close();
            throw e;
        }
    }

    /** Connects anew and is still the writer, or is not. If it is, what was sent before and has not arrived is void. */
    Target again() {
        var next = new Target(select(connection.again(), database), tenant, database, writer);
        try {
            next.watch(next.connection.send(next.watching()));
            next.connection.endOthers();
            return next;
        } catch (RuntimeException e) {
            next.close();
            throw e;
        }
    }

    public Connection connection() {
        return connection;
    }

    /** Whose keys it writes. */
    KeySpace tenant() {
        return tenant;
    }

    /** What the target has, by itself; none before a snapshot was written whole. */
    public Optional<Position> position() {
        var text = connection.text("GET", positionKey);
        if (text.isEmpty()) {
            return Optional.empty();
        }
        var fields = text.split(" ");
        return Optional.of(new Position(fields[0], Long.parseLong(fields[1]), Integer.parseInt(fields[2])));
    }

    /**
     * Up to this offset of the source some keys may be newer than {@link #position} says, as they were read anew; negative if none were.
     */
    long readAnewUpTo() {
        var text = connection.text("GET", readAnewKey);
        return text.isEmpty() ? -1 : Long.parseLong(text);
    }

    /** The target's keys are those of the other server at this place of its stream, and need not be copied. */
    public void startAt(Position same) {
        connection.call("DEL", readAnewKey);
        connection.call("SET", positionKey, text(same));
        watch(connection.send(watching()));
    }

    private static String text(Position position) {
        return "%s %d %d".formatted(position.history(), position.offset(), position.database());
    }

    /** What is written from now on begins a new copy. */
    public void empty() {
        forgetPosition();
        new Scan(connection, tenant).forEach(keys -> Copies.remove(connection, keys));
    }

    void forgetPosition() {
        connection.call("DEL", positionKey, readAnewKey);
        watch(connection.send(watching()));
    }

    /** Removes what is kept at the target beside the tenant's keys. */
    public void forgetAll() {
        connection.call("DEL", positionKey, writerKey, readAnewKey);
        if (keepsLayout()) {
            connection.call("DEL", layoutKey);
        }
    }

    /** Whether what is kept about these keys is kept by the same names as what this one keeps. */
    boolean isNamedAs(KeySpace keys) {
        return writerKey.equals(keys.ownKey(WRITER));
    }

    boolean isAtTheServerOf(Target other) {
        return connection.server().equals(other.connection.server());
    }

    /** Removes what another kept, if it would stand here. */
    void forget(KeySpace keys) {
        if (tenant.slots().owns(RedisCommand.of(keys.ownKey(WRITER)).word(0))) {
            connection.call("DEL", keys.ownKey(WRITER), keys.ownKey(POSITION), keys.ownKey(READ_ANEW));
        }
    }

    /** Whether it is the one that remembers where each slot was. */
    boolean keepsLayout() {
        return tenant.slots().owns(RedisCommand.of(layoutKey).word(0));
    }

    String layout() {
        return connection.text("GET", layoutKey);
    }

    void layout(String layout) {
        connection.call("SET", layoutKey, layout);
    }

    boolean isOfCluster() {
        return ofCluster;
    }

    /** Whether it can be part of a transaction. */
    boolean takes(RedisCommand write) {
        return !ofCluster || write.size() <= MOST_WORDS;
    }

    /** A node refuses a transaction with keys of several slots, and lets a script that names none write to all that it has. */
    private RedisCommand inTransaction(RedisCommand write) {
        return ofCluster ? write.asScript() : write;
    }

    /**
     * Carries the writes out, in their order, as one, and remembers the position.
     *
     * @param readAnewUpTo the offset at which keys among them were read; negative if none were
     */
    void apply(List<RedisCommand> writes, Position after, long readAnewUpTo) {
        var sent = new ArrayList<RedisCommand>(writes.size() + 6);
        sent.add(RedisCommand.of("MULTI"));
        writes.forEach(write -> sent.add(inTransaction(write)));
        if (readAnewUpTo >= 0) {
            sent.add(RedisCommand.of("SET", readAnewKey, readAnewUpTo));
        }
        sent.add(RedisCommand.of("SET", positionKey, text(after)));
        sent.add(RedisCommand.of("EXEC"));
        sent.addAll(watching());
        var replies = connection.send(sent);
        check(writes, replies);
        watch(replies.subList(replies.size() - 2, replies.size()));
    }

    /** Sends what may be sent again: parts of a copy. */
    Connection.Sent begin(List<RedisCommand> writes) {
        var sent = new ArrayList<>(writes);
        sent.add(RedisCommand.of("GET", writerKey));
        return connection.begin(sent);
    }

    /** The answers to {@link #begin}, each to its command. */
    List<Reply> end(Connection.Sent sent) {
        var replies = sent.replies();
        watch(replies);
        return replies.subList(0, replies.size() - 1);
    }

    private void check(List<RedisCommand> writes, List<Reply> replies) {
        for (var i = 0; i < writes.size(); i++) {
            if (replies.get(i + 1) instanceof Reply.Refused refused) {
                throw refused(writes.get(i), refused.message());
            }
        }
        // behind it there are the answers to WATCH and GET
        switch (replies.get(replies.size() - 3)) {
            case Reply.Refused refused ->
                throw RedisFailure.tellsThatSlotsMoved(refused.message())
                        ? connection.refused(refused.message())
                        : new RedisFailure(Kind.REFUSED_BY_TARGET, connection.server(), refused.message());
            case Reply.Value(List<?> results) -> {
                for (var i = 0; i < writes.size(); i++) {
                    if (results.get(i) instanceof Reply.Refused refused) {
                        throw refused(writes.get(i), refused.message());
                    }
                }
            }
            case Reply.Value _ -> throw fenced("another");
        }
    }

    private RedisFailure refused(RedisCommand write, String message) {
        if (RedisFailure.tellsThatSlotsMoved(message)) {
            return connection.refused(message);
        }
        return new RedisFailure(
                Kind.REFUSED_BY_TARGET,
                connection.server(),
                "'%s' was carried out by the source and refused here: %s".formatted(write, message));
    }

    private List<RedisCommand> watching() {
        return List.of(RedisCommand.of("WATCH", writerKey), RedisCommand.of("GET", writerKey));
    }

    private void watch(List<Reply> replies) {
        if (replies.getLast() instanceof Reply.Refused(var message)) {
            throw connection.refused(message);
        }
        var found = replies.getLast() instanceof Reply.Value value ? Reply.text(value.value()) : "unknown";
        if (!found.equals(writer)) {
            throw fenced(found);
        }
    }

    private RedisFailure fenced(String found) {
        return new RedisFailure(
                Kind.FENCED,
                connection.server(),
                "another process writes for the same tenant ('%s', expected '%s'); this one has ended and writes no more"
                        .formatted(found, writer));
    }

    @Override
    public void close() {
        connection.close();
    }
}
