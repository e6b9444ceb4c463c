package io.movein.tier;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What the evidence of a run in the state folder tells of its course. */
record RunJson(JsonNode facts) {

    static RunJson of(Path folder, int run) throws IOException {
        return new RunJson(JsonMapper.shared()
                .readTree(Files.readString(folder.resolve("state/evidence-%d/run.json".formatted(run)))));
    }

    /** With how each ended. */
    List<String> phases() {
        return rows("phases", "phase", "outcome");
    }

    /** With what became of each. */
    List<String> steps() {
        return rows("steps", "step", "result");
    }

    private List<String> rows(String table, String name, String value) {
        return facts.get(table)
                .valueStream()
                .map(row -> row.get(name).asString() + " > " + row.get(value).asString())
                .toList();
    }
}
