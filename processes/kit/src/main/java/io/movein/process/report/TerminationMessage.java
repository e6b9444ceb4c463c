package io.movein.process.report;

import io.movein.process.JsonTrees;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * What stands in the termination log, and survives a flooded log: at most {@link #MOST_BYTES}. Checks that do not match come first;
 * how many did not fit is in {@code moreChecks}.
 *
 * @param complete all was done that the run was to do, which is believed without waiting whether something told the process to stop
 * @param summary  the one sentence that its owner would want to read at 23:00
 * @param evidence where the proof lies
 */
public record TerminationMessage(
        boolean complete,
        String summary,
        List<CheckOutcome> checks,
        long failedItems,
        Optional<EvidenceReceipt> evidence) {

    public static final int MOST_BYTES = 4096;

    private static final int LONGEST_TEXT = 1000;
    private static final int LONGEST_CELL = 200;
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    /** Where evidence was written, and the digest of its list of digests. */
    public record EvidenceReceipt(String location, String sha256) {}

    public void write(Path file) throws IOException {
        Files.writeString(file, json());
    }

    /** With as many checks as fit. */
    public String json() {
        var fitting = checks.size();
        var text = json(fitting);
        while (bytes(text) > MOST_BYTES && fitting > 0) {
            fitting--;
            text = json(fitting);
        }
        return text;
    }

    private String json(int fitting) {
        var message = JSON.objectNode().put("summary", shortened(summary, LONGEST_TEXT));
        if (complete) {
            message.put("complete", true);
        }
        var rows = message.putArray("checks");
        checks.subList(0, fitting).forEach(check -> rows.add(row(check)));
        if (fitting < checks.size()) {
            message.put("moreChecks", checks.size() - fitting);
        }
        message.put("failedItems", failedItems);
        evidence.ifPresent(receipt -> message.withObject("/evidence")
                .put("location", shortened(receipt.location, LONGEST_TEXT))
                .put("sha256", receipt.sha256));
        return JsonTrees.MAPPER.writeValueAsString(JSON.objectNode().set("movein", message));
    }

    private static ObjectNode row(CheckOutcome check) {
        var row = Rows.of(check);
        row.propertyNames().forEach(name -> {
            if (row.get(name).isString()) {
                row.put(name, shortened(row.get(name).asString(), LONGEST_CELL));
            }
        });
        return row;
    }

    private static int bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    /** To so many bytes of JSON. */
    private static String shortened(String text, int most) {
        var bytes = 0;
        for (var i = 0; i < text.length(); i = text.offsetByCodePoints(i, 1)) {
            bytes += bytesInJson(text.codePointAt(i));
            if (bytes > most) {
                return text.substring(0, i) + "…";
            }
        }
        return text;
    }

    private static int bytesInJson(int character) {
        if (character < ' ') {
            return "\\u0000".length();
        }
        return character == '"' || character == '\\' ? 2 : bytes(Character.toString(character));
    }
}
