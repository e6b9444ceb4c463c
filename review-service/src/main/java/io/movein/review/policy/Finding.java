package io.movein.review.policy;

import io.movein.model.Problem;
import java.util.List;

/** What a check found. */
public sealed interface Finding {

    /** The request cannot pass as it is. */
    record Deny(Problem problem) implements Finding {}

    /** The request is right and has to wait. */
    record Wait(String code, String waitingFor) implements Finding {}

    List<Finding> NOTHING = List.of();

    static Finding deny(String code, String reason, String remedy) {
        return new Deny(Problem.newBuilder()
                .setCode(code)
                .setReason(reason)
                .setRemedy(remedy)
                .build());
    }

    static List<Finding> denied(String code, String reason, String remedy) {
        return List.of(deny(code, reason, remedy));
    }
}
