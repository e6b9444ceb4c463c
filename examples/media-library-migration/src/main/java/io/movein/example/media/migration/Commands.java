package io.movein.example.media.migration;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The commands in the file MOVEIN_CONTROL, one line of JSON each. A command can be there more than once, and the file can be replaced
 * at any time: each id is handled once, in the order of the lines.
 */
final class Commands {
    /** What this process understands. */
    static final List<String> ACCEPTED = List.of("pause", "continue", "rate");

    private static final int ANSWERS = 10;
    private static final Pattern ID = Pattern.compile("\"id\":\"([^\"]+)\"");
    private static final Pattern COMMAND = Pattern.compile("\"command\":\"([a-z]+)\"");
    private static final Pattern BYTES = Pattern.compile("\"bytesPerSecond\":([1-9][0-9]*)");

    /** What became of a command. */
    record Answer(String id, String command, String result) {}

    private final Path file;
    private final Pace pace;
    private final Set<String> handled = new HashSet<>();
    private final List<Answer> answers = new ArrayList<>();

    Commands(Path file, Pace pace) {
        this.file = file;
        this.pace = pace;
    }

    /** Handles what is new. @return whether anything was */
    synchronized boolean poll() {
        var before = handled.size();
        try {
            Files.readAllLines(file).forEach(this::handle);
        } catch (IOException e) {
            // the file is being replaced, and is there again at the next look
        }
        return handled.size() > before;
    }

    /** The last ones, oldest first. */
    synchronized List<Answer> answers() {
        return List.copyOf(answers.subList(Math.max(0, answers.size() - ANSWERS), answers.size()));
    }

    private void handle(String line) {
        var id = find(ID, line);
        if (id.isPresent() && handled.add(id.get())) {
            var command = find(COMMAND, line).orElse("");
            answers.add(new Answer(id.get(), command, result(command, line)));
        }
    }

    private String result(String command, String line) {
        return switch (command) {
            case "pause" -> {
                pace.pause();
                yield "paused";
            }
            case "continue" -> {
                pace.proceed();
                yield "continued";
            }
            case "rate" -> {
                var bytes = find(BYTES, line).map(Long::parseLong);
                bytes.ifPresent(pace::rate);
                yield bytes.map(it -> it + " bytes in a second at most").orElse("refused: no bytesPerSecond");
            }
            default -> "refused: not known here";
        };
    }

    private static Optional<String> find(Pattern pattern, String line) {
        return pattern.matcher(line).results().findFirst().map(it -> it.group(1));
    }
}
