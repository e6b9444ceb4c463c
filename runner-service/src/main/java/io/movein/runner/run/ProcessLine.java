package io.movein.runner.run;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import io.movein.model.Alarm;
import io.movein.model.ControlKind;
import io.movein.model.ControlResult;
import io.movein.model.Lag;
import io.movein.model.Progress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** A line on a process's standard output: its progress, an alarm, or a line of its log, which is whatever is neither. */
sealed interface ProcessLine {
    record Told(Progress progress) implements ProcessLine {}

    record Alarmed(Alarm alarm) implements ProcessLine {}

    record Plain(String text) implements ProcessLine {}

    int WORD_CHARACTERS = 60;
    int RESULT_CHARACTERS = 200;
    int ALARM_CHARACTERS = 1000;
    int DID = 10;
    String ALARM_START = "{\"movein\":{\"alarm\"";

    /** Cheap, for a line that is about to be dropped. */
    static boolean looksLikeAnAlarm(String line) {
        return line.startsWith(ALARM_START);
    }

    static ProcessLine parse(String line) {
        if (!line.startsWith("{\"movein\"") && !line.strip().startsWith("{")) {
            return new Plain(line);
        }
        try {
            return Optional.of(JsonParser.parseString(line))
                    .filter(JsonElement::isJsonObject)
                    .map(it -> it.getAsJsonObject().get("movein"))
                    .filter(JsonElement::isJsonObject)
                    .map(it -> told(it.getAsJsonObject()))
                    .orElseGet(() -> new Plain(line));
        } catch (JsonParseException
                | IllegalStateException
                | UnsupportedOperationException
                | NumberFormatException
                | StackOverflowError e) {
            return new Plain(line);
        }
    }

    private static ProcessLine told(JsonObject told) {
        return Json.object(told, "alarm")
                .<ProcessLine>map(it -> new Alarmed(Alarm.newBuilder()
                        .setName(Json.required(it, "name", 100))
                        .setDetail(Json.text(it, "detail", ALARM_CHARACTERS))
                        .build()))
                .orElseGet(() -> new Told(progress(told)));
    }

    private static Progress progress(JsonObject told) {
        return Progress.newBuilder()
                .setPhase(Json.text(told, "phase", WORD_CHARACTERS))
                .setDone(Json.count(told, "done").orElseThrow(() -> new JsonParseException("no count of what is done")))
                .setTotal(Json.count(told, "total").orElse(null))
                .setUnit(Json.text(told, "unit", WORD_CHARACTERS))
                .setRate(Json.amount(told, "rate").orElse(null))
                .setLag(Json.object(told, "lag").map(ProcessLine::lag).orElse(null))
                .setEtaSeconds(Json.count(told, "etaSeconds").orElse(null))
                .setAccepts(accepts(told))
                .setDid(did(told))
                .build();
    }

    private static Lag lag(JsonObject lag) {
        return Lag.newBuilder()
                .setKeys(Json.count(lag, "keys").orElse(null))
                .setBytes(Json.count(lag, "bytes").orElse(null))
                .build();
    }

    /** A command that this runner does not know is one that cannot be given. */
    private static List<ControlKind> accepts(JsonObject told) {
        return Json.array(told, "accepts").stream()
                .map(JsonElement::getAsString)
                .flatMap(name -> List.of(ControlKind.values()).stream()
                        .filter(it -> it != ControlKind.UNKNOWN
                                && it.name().toLowerCase(Locale.ROOT).equals(name)))
                .distinct()
                .toList();
    }

    private static List<ControlResult> did(JsonObject told) {
        var did = new ArrayList<ControlResult>();
        Json.array(told, "did")
                .forEach(it -> did.add(ControlResult.newBuilder()
                        .setId(Json.required(it.getAsJsonObject(), "id", 100))
                        .setCommand(Json.text(it.getAsJsonObject(), "command", WORD_CHARACTERS))
                        .setResult(Json.text(it.getAsJsonObject(), "result", RESULT_CHARACTERS))
                        .build()));
        return List.copyOf(did.subList(Math.max(0, did.size() - DID), did.size()));
    }
}
