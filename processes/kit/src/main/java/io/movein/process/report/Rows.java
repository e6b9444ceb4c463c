package io.movein.process.report;

import tools.jackson.databind.JsonNode;
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

    /** The check that was written so. */
    public static CheckOutcome read(JsonNode row) {
        return new CheckOutcome(
                row.get("check").asString(),
                row.get("of").asString(),
                row.path("source").asString(""),
                row.path("target").asString(""),
                verdict(row));
    }

    private static CheckOutcome.Verdict verdict(JsonNode row) {
        if (row.has("notMade")) {
            return new CheckOutcome.Verdict.NotMade(row.get("notMade").asString());
        }
        return row.get("match").asBoolean() ? new CheckOutcome.Verdict.Match() : new CheckOutcome.Verdict.Mismatch();
    }
}
