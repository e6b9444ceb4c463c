package io.movein.gateway;

import io.movein.gateway.resp.CommandWords;
import java.util.function.Consumer;

/** What becomes of the reply to a command that was sent to a server. */
sealed interface Expected {

    /** It is passed on, as most are. */
    enum Plain implements Expected {
        REPLY
    }

    /** It is passed on, and tells the session whether the server did what was asked. Nothing more is sent until it is there. */
    record Told(Consumer<Boolean> done) implements Expected {}

    /** So many confirmations of a subscription, or one refusal. Nothing more is sent until they are there. */
    record Subscription(int confirmations) implements Expected {}

    /**
     * It may be long in coming. Nothing more is sent until it is there, as the server would not look at it before.
     *
     * @param since nanoseconds of the JVM's clock
     */
    record Blocking(CommandWords words, long since) implements Expected {}

    /** The gateway asked by itself; the client does not see it. */
    record Kept(Consumer<Answer> then) implements Expected {}

    /** The client gets something else. */
    record Replaced(String by) implements Expected {}

    /**
     * A reply to the gateway itself.
     *
     * @param error what the server says where it refuses, else empty
     * @param whole as it came
     */
    record Answer(String error, String whole) {}
}
