package io.movein.gateway.resp;

/** What came is not Redis' protocol. */
public final class ProtocolFailure extends RuntimeException {

    ProtocolFailure(String message) {
        super(message);
    }
}
