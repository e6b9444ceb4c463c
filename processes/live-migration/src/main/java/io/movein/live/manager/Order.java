package io.movein.live.manager;

import io.movein.gateway.resp.CommandWords;
import java.time.Duration;
import java.util.Optional;

/**
 * What TENANT.MIGRATE asks for.
 *
 * @param target    {@code host:port}
 * @param fast      writes are refused from beginning to end
 * @param timeout   of the copy
 */
record Order(String target, boolean fast, int parallel, int batchSize, Duration timeout) {

    /** {@code id TARGET host:port [MODE live|fast] [PARALLEL n] [BATCH_SIZE n] [TIMEOUT s]} */
    static Order parse(CommandWords words, ManagerConfig.Migration defaults) {
        var order = new Order(
                "",
                defaults.defaultMode() == ManagerConfig.DefaultMode.FAST,
                defaults.parallelSync(),
                defaults.batchSize(),
                defaults.syncTimeout());
        for (var i = 2; i < words.size(); i += 2) {
            if (i + 1 == words.size()) {
                throw new CommandFailure("SYNTAX", "%s has no value".formatted(words.text(i)));
            }
            order = order.with(words.upper(i), words.text(i + 1));
        }
        if (order.target.isEmpty()) {
            throw new CommandFailure("SYNTAX", "no TARGET (expected TARGET host:port)");
        }
        return order;
    }

    private Order with(String name, String value) {
        return switch (name) {
            case "TARGET" -> new Order(address(value), fast, parallel, batchSize, timeout);
            case "MODE" -> new Order(target, isFast(value), parallel, batchSize, timeout);
            case "PARALLEL" -> new Order(target, fast, number(name, value, 256), batchSize, timeout);
            case "BATCH_SIZE" -> new Order(target, fast, parallel, number(name, value, 10_000), timeout);
            case "TIMEOUT" ->
                new Order(
                        target, fast, parallel, batchSize, Duration.ofSeconds(number(name, value, Integer.MAX_VALUE)));
            default ->
                throw new CommandFailure(
                        "SYNTAX", "'%s' (expected TARGET, MODE, PARALLEL, BATCH_SIZE or TIMEOUT)".formatted(name));
        };
    }

    static String address(String text) {
        if (!text.matches(".+:[0-9]{1,5}")) {
            throw new CommandFailure("SYNTAX", "'%s' (expected host:port)".formatted(text));
        }
        return text;
    }

    private static boolean isFast(String mode) {
        return switch (mode) {
            case "live" -> false;
            case "fast" -> true;
            case "incremental" ->
                throw new CommandFailure(
                        "NOTSUPPORTED",
                        "mode 'incremental' is one of a plan with tenant.parts (expected live or fast)");
            default -> throw new CommandFailure("SYNTAX", "mode '%s' (expected live or fast)".formatted(mode));
        };
    }

    static int number(String name, String text, int most) {
        try {
            var number = Integer.parseInt(text);
            if (number > 0 && number <= most) {
                return number;
            }
        } catch (NumberFormatException noNumber) {
            // told below
        }
        throw new CommandFailure("SYNTAX", "%s '%s' (expected 1 to %d)".formatted(name, text, most));
    }

    /** As it is kept, for a manager that starts again. */
    String text() {
        return "%s %s %d %d %d".formatted(target, fast, parallel, batchSize, timeout.toSeconds());
    }

    static Optional<Order> kept(Optional<String> text) {
        return text.map(kept -> kept.split(" "))
                .map(words -> new Order(
                        words[0],
                        Boolean.parseBoolean(words[1]),
                        Integer.parseInt(words[2]),
                        Integer.parseInt(words[3]),
                        Duration.ofSeconds(Long.parseLong(words[4]))));
    }
}
