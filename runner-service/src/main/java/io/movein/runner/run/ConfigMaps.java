package io.movein.runner.run;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.kubernetes.client.openapi.models.V1ConfigMap;
import io.movein.model.Control;
import io.movein.model.ControlKind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** What a process is told in files: its configuration, which never changes, and the commands to it, of which more may come. */
public final class ConfigMaps {
    static final String CONFIGURATION_KEY = "config.yaml";
    static final String COMMANDS_KEY = "commands";
    /** Commands that are kept; a process has long handled what came before. */
    private static final int COMMANDS = 500;

    private ConfigMaps() {}

    static V1ConfigMap configuration(RunRef run, String text) {
        return map(run, run.configuration()).immutable(true).data(Map.of(CONFIGURATION_KEY, text));
    }

    static V1ConfigMap noCommands(RunRef run) {
        return map(run, run.control()).data(Map.of(COMMANDS_KEY, ""));
    }

    /** The same with this command at the end; empty: it has it already. */
    public static Optional<V1ConfigMap> with(V1ConfigMap commands, Control control) {
        var lines = new ArrayList<>(lines(commands));
        if (lines.stream().anyMatch(line -> id(line).equals(control.getId()))) {
            return Optional.empty();
        }
        lines.add(line(control));
        var kept = lines.subList(Math.max(0, lines.size() - COMMANDS), lines.size());
        var data = new LinkedHashMap<>(commands.getData());
        data.put(COMMANDS_KEY, String.join("\n", kept) + "\n");
        return Optional.of(commands.data(data));
    }

    private static List<String> lines(V1ConfigMap commands) {
        return Optional.ofNullable(commands.getData()).map(it -> it.get(COMMANDS_KEY)).stream()
                .flatMap(String::lines)
                .toList();
    }

    private static String id(String line) {
        return JsonParser.parseString(line).getAsJsonObject().get("id").getAsString();
    }

    /** The values stand in fields of their own, and as a person wrote them in {@code value}. */
    static String line(Control control) {
        var line = new JsonObject();
        line.addProperty("id", control.getId());
        line.addProperty("command", control.getKind().name().toLowerCase(Locale.ROOT));
        if (control.getParallel() != null) {
            line.addProperty("parallel", control.getParallel());
        }
        if (control.getBytesPerSecond() != null) {
            line.addProperty("bytesPerSecond", control.getBytesPerSecond());
        }
        if (control.getRequestsPerSecond() != null) {
            line.addProperty("requestsPerSecond", control.getRequestsPerSecond());
        }
        if (control.getKind() == ControlKind.CUTOVER) {
            line.addProperty("force", control.getForce());
        }
        if (control.getAt() != null) {
            line.addProperty("at", control.getAt().toString());
        }
        if (!control.getReason().isEmpty()) {
            line.addProperty("reason", control.getReason());
        }
        value(control).ifPresent(value -> line.addProperty("value", value));
        return line.toString();
    }

    private static Optional<String> value(Control control) {
        return switch (control.getKind()) {
            case PARALLEL -> Optional.ofNullable(control.getParallel()).map(Object::toString);
            case RATE ->
                Optional.ofNullable(control.getBytesPerSecond())
                        .map(ConfigMaps::rate)
                        .or(() -> Optional.ofNullable(control.getRequestsPerSecond())
                                .map(requests -> requests + " requests/s"));
            case CUTOVER ->
                Optional.of(((control.getForce() ? "force " : "")
                                        + (control.getAt() == null ? "" : "at %s ".formatted(control.getAt()))
                                        + control.getReason())
                                .strip())
                        .filter(it -> !it.isEmpty());
            case UNKNOWN, PAUSE, CONTINUE, VERIFY, ROLLBACK -> Optional.empty();
        };
    }

    private static String rate(long bytesPerSecond) {
        for (var unit : List.of("GiB", "MiB", "KiB")) {
            var size = 1L << (10 * (3 - List.of("GiB", "MiB", "KiB").indexOf(unit)));
            if (bytesPerSecond % size == 0) {
                return bytesPerSecond / size + unit + "/s";
            }
        }
        return bytesPerSecond + "B/s";
    }

    private static V1ConfigMap map(RunRef run, String name) {
        return new V1ConfigMap().apiVersion("v1").kind("ConfigMap").metadata(RunObjects.meta(run, name));
    }
}
