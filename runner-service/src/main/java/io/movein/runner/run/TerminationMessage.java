package io.movein.runner.run;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import io.movein.model.CheckResult;
import io.movein.model.Conclusion;
import io.movein.model.Evidence;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the process wrote to its termination log: a text, or its conclusion in JSON. The kubelet keeps the last 4,096 bytes and tells
 * nobody that it cut.
 *
 * @param text     for people; of a conclusion its summary
 * @param complete the process says that it has done all that it was to do
 */
record TerminationMessage(String text, @Nullable Conclusion conclusion, boolean complete) {
    static final int BYTES = 4096;
    static final String CUT = "(longer than 4,096 bytes; the beginning is lost)";
    static final TerminationMessage NONE = new TerminationMessage("", null, false);
    private static final int CELL_CHARACTERS = 200;
    private static final int SUMMARY_CHARACTERS = 1000;

    static TerminationMessage read(String message) {
        return conclusion(message).orElseGet(() -> new TerminationMessage(plain(message), null, false));
    }

    /** Keeps its lines; one that was cut in the middle goes. */
    private static String plain(String message) {
        var lines = message.lines().map(LogTail::withoutControls).toList();
        if (message.getBytes(StandardCharsets.UTF_8).length < BYTES) {
            return String.join("\n", lines).strip();
        }
        var whole = lines.size() > 1 ? lines.subList(1, lines.size()) : lines;
        return (CUT + "\n" + String.join("\n", whole)).strip();
    }

    private static Optional<TerminationMessage> conclusion(String message) {
        if (!message.strip().startsWith("{")) {
            return Optional.empty();
        }
        try {
            var json = JsonParser.parseString(message);
            return Json.object(json.getAsJsonObject(), "movein").map(TerminationMessage::conclusion);
        } catch (JsonParseException
                | IllegalStateException
                | UnsupportedOperationException
                | NumberFormatException
                | StackOverflowError e) {
            return Optional.empty();
        }
    }

    private static TerminationMessage conclusion(JsonObject told) {
        var conclusion = Conclusion.newBuilder()
                .setSummary(Json.text(told, "summary", SUMMARY_CHARACTERS))
                .setChecks(checks(told))
                .setChecksLeftOut(
                        Json.count(told, "moreChecks").map(Long::intValue).orElse(0))
                .setFailedItems(Json.count(told, "failedItems").orElse(null))
                .setEvidence(Json.object(told, "evidence")
                        .map(TerminationMessage::evidence)
                        .orElse(null))
                .build();
        return new TerminationMessage(conclusion.getSummary(), conclusion, Json.flag(told, "complete"));
    }

    /** Those that do not match first, then those that could not be made. */
    private static List<CheckResult> checks(JsonObject told) {
        return Json.array(told, "checks").stream()
                .map(it -> check(it.getAsJsonObject()))
                .sorted(Comparator.comparingInt(it -> it.getMatch() == null ? 1 : it.getMatch() ? 2 : 0))
                .toList();
    }

    private static CheckResult check(JsonObject row) {
        return CheckResult.newBuilder()
                .setCheck(Json.required(row, "check", CELL_CHARACTERS))
                .setOf(Json.text(row, "of", CELL_CHARACTERS))
                .setSource(cell(row, "source"))
                .setTarget(cell(row, "target"))
                .setMatch(
                        Json.value(row, "match").map(JsonElement::getAsBoolean).orElse(null))
                .build();
    }

    private static @Nullable String cell(JsonObject row, String name) {
        return Json.value(row, name)
                .map(_ -> Json.text(row, name, CELL_CHARACTERS))
                .orElse(null);
    }

    private static Evidence evidence(JsonObject told) {
        return Evidence.newBuilder()
                .setLocation(Json.required(told, "location", SUMMARY_CHARACTERS))
                .setSha256(Json.text(told, "sha256", CELL_CHARACTERS))
                .build();
    }
}
