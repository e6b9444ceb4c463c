package io.movein.process.report;

import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Checks as the contract writes them: {@code match} is {@code null} for one that could not be made. */
public final class Rows {

    private Rows() {}

    public static ObjectNode of(CheckOutcome check) {
        var row = JsonNodeFactory.instance.objectNode();
        row.put("check", check.check()).put("of", check.of());
        if (!check.source().isEmpty() || !check.target().isEmpty()) {
            row.put("source", check.source()).put("target", check.target());
        }
        return switch (check.verdict()) {
            case CheckOutcome.Verdict.Match _ -> row.put("match", true);
            case CheckOutcome.Verdict.Mismatch _ -> row.put("match", false);
            case CheckOutcome.Verdict.NotMade notMade -> row.putNull("match").put("notMade", notMade.why());
        };
    }
}
