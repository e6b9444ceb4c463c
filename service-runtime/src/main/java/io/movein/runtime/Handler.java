package io.movein.runtime;

import io.movein.contract.Message;

/** Handles one record. It may come again, so what it does must be the same done twice. */
@FunctionalInterface
public interface Handler {
    void handle(Message<?> message) throws RetryableException, PermanentException, InterruptedException;
}
