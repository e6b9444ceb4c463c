package io.movein.runtime;

import io.movein.contract.Message;
import java.util.List;

/** Handles what has come of one key since it was last asked, oldest first and never empty. */
@FunctionalInterface
public interface BatchHandler {
    void handle(List<Message<?>> ofOneKey) throws RetryableException, PermanentException, InterruptedException;
}
