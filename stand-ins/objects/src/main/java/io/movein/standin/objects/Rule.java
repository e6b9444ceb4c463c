package io.movein.standin.objects;

import java.io.IOException;
import java.util.Optional;
import java.util.function.Predicate;

/** What the proxy does with a call instead of passing it on. */
public interface Rule {

    /** Empty where the rule has nothing to say; a thrown {@link IOException} drops the connection without an answer. */
    Optional<HttpReply> reply(Call call, Upstream upstream) throws IOException;

    /** The server behind, to be asked by a rule that changes its answer. */
    interface Upstream {
        HttpReply send(Call call) throws IOException;
    }

    static Rule answer(Predicate<Call> when, HttpReply reply) {
        return (call, upstream) -> when.test(call) ? Optional.of(reply) : Optional.empty();
    }

    /** The server does what is asked, and its answer is not what comes back. */
    static Rule answerAfter(Predicate<Call> when, HttpReply reply) {
        return (call, upstream) -> {
            if (!when.test(call)) {
                return Optional.empty();
            }
            upstream.send(call);
            return Optional.of(reply);
        };
    }
}
