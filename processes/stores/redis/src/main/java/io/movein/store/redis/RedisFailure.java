package io.movein.store.redis;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A server did not do what was asked, or something was found that must not be passed over. The message says where and what. */
public final class RedisFailure extends RuntimeException {

    /** What is to be done about it is decided by the kind alone. */
    public enum Kind {
        /** No connection, no answer in time, or the connection broke. May pass; whether a command took effect is not known. */
        UNREACHABLE,
        CREDENTIALS,
        /** The user may not do this. */
        DENIED,
        /** The link to the source broke; it can be taken up again. */
        LINK_LOST,
        /** The source no longer has what was missed: everything has to be copied anew. */
        SYNC_LOST,
        /** Something in the source's data or stream that cannot be carried over right. */
        NOT_UNDERSTOOD,
        /** The target did not take a command that the source had taken. */
        REFUSED_BY_TARGET,
        /** A cluster's slots are on their way, or at other nodes than when it was begun. */
        SLOTS_MOVED,
        /** Another process writes to the target for the same tenant. */
        FENCED,
        /** Any other answer that was not expected. */
        UNEXPECTED,
        /** The run is ending. */
        STOPPED
    }

    private static final Pattern SLOTS_MOVED = Pattern.compile(
            "MOVED |ASK |TRYAGAIN|CLUSTERDOWN|.*[Aa]ttempted to access a (non local key|slot not served)");

    private final Kind kind;
    private final Server server;

    public RedisFailure(Kind kind, Server server, String message) {
        this(kind, server, message, null);
    }

    public RedisFailure(Kind kind, Server server, String message, @Nullable Throwable cause) {
        super(server + ": " + message, cause);
        this.kind = kind;
        this.server = server;
    }

    private RedisFailure(String message, RedisFailure cause) {
        super(message, cause);
        this.kind = cause.kind;
        this.server = cause.server;
    }

    /** The same, given up after so many tries. */
    public RedisFailure after(int tries) {
        return new RedisFailure("%s; given up after %d tries".formatted(getMessage(), tries), this);
    }

    public Server server() {
        return server;
    }

    public Kind kind() {
        return kind;
    }

    /** Whether a node answers that it does not have the slot, or the cluster that it is not at rest. */
    static boolean tellsThatSlotsMoved(String message) {
        return SLOTS_MOVED.matcher(message).lookingAt();
    }

    public boolean is(Kind other) {
        return kind == other;
    }
}
