package io.movein.live.dns;

import org.jspecify.annotations.Nullable;

/** A name was not changed, or it is not known whether it was; with its name, the server and what to do. */
public final class DnsFailure extends RuntimeException {

    public enum Kind {
        /** The server said no: to the key, or to the change. Nothing has changed. */
        REFUSED,
        /** No answer that counts, within the time there was. */
        LOST,
        /** The name's records are not such that they could be changed. Nothing has changed. */
        UNFIT
    }

    private final Kind kind;

    DnsFailure(Kind kind, String message) {
        this(kind, message, null);
    }

    DnsFailure(Kind kind, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }
}
