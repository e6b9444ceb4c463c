package io.movein.runtime;

import java.util.List;

import io.movein.contract.Message;

/** Handles what has come of one key since it was last asked, oldest first and never empty. */
@FunctionalInterface
public interface BatchHandler {
    void handle(List<Message<?>> ofOneKey) throws RetryableException, PermanentException, InterruptedException;
}
