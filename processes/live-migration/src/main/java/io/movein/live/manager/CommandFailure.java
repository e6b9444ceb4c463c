package io.movein.live.manager;

import io.movein.gateway.resp.CommandReply.Failure;

/** A command is refused; nothing was done. */
final class CommandFailure extends RuntimeException {

    private final String code;

    /** @param code one word in capitals, by which clients tell what it is */
    CommandFailure(String code, String message) {
        super(message);
        this.code = code;
    }

    Failure reply() {
        return new Failure(code, String.valueOf(getMessage()));
    }
}
