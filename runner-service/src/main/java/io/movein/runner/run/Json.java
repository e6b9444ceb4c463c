package io.movein.runner.run;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import java.util.List;
import java.util.Optional;

/** Reads JSON that a process wrote: a field that is absent or null is empty, one of another kind than expected throws. */
final class Json {
    private Json() {}

    static Optional<JsonElement> value(JsonObject from, String name) {
        return Optional.ofNullable(from.get(name)).filter(it -> !it.isJsonNull());
    }

    static Optional<JsonObject> object(JsonObject from, String name) {
        return value(from, name).map(JsonElement::getAsJsonObject);
    }

    static List<JsonElement> array(JsonObject from, String name) {
        return value(from, name).map(it -> it.getAsJsonArray().asList()).orElse(List.of());
    }

    static String text(JsonObject from, String name, int characters) {
        return value(from, name)
                .map(it -> LogTail.bounded(LogTail.withoutControls(it.getAsString()), characters))
                .orElse("");
    }

    static String required(JsonObject from, String name, int characters) {
        var text = text(from, name, characters);
        if (text.isBlank()) {
            throw new JsonParseException("no " + name);
        }
        return text;
    }

    static boolean flag(JsonObject from, String name) {
        return value(from, name)
                .map(it -> {
                    if (!it.isJsonPrimitive() || !it.getAsJsonPrimitive().isBoolean()) {
                        throw new JsonParseException(name + " is " + it + " (expected true or false)");
                    }
                    return it.getAsBoolean();
                })
                .orElse(false);
    }

    static Optional<Long> count(JsonObject from, String name) {
        return amount(from, name).map(_ -> from.get(name).getAsLong());
    }

    static Optional<Double> amount(JsonObject from, String name) {
        return value(from, name).map(it -> {
            var number = it.getAsDouble();
            if (!it.isJsonPrimitive() || number < 0 || !Double.isFinite(number)) {
                throw new JsonParseException(name + " is " + it + " (expected a number from 0)");
            }
            return number;
        });
    }
}
