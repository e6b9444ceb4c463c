package io.movein.live.manager;

import io.movein.gateway.resp.CommandWords;
import java.time.Duration;
import java.util.Optional;

/**
 * What TENANT.MIGRATE asks for.
 *
 * @param target  {@code host:port}
 * @param timeout of the copy
 */
record Order(String target, Mode mode, int parallel, int batchSize, Duration timeout) {

    enum Mode {
        LIVE,
        /** Writes are refused from beginning to end. */
        FAST,
        /** One part of a tenant after the other, each live. */
        INCREMENTAL
    }

    /** {@code id TARGET host:port [MODE live|fast|incremental] [PARALLEL n] [BATCH_SIZE n] [TIMEOUT s]} */
    static Order parse(CommandWords words, ManagerConfig.Migration defaults) {
        var order = new Order(
                "",
                defaults.defaultMode() == ManagerConfig.DefaultMode.FAST ? Mode.FAST : Mode.LIVE,
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
            case "TARGET" -> new Order(address(value), mode, parallel, batchSize, timeout);
            case "MODE" -> new Order(target, mode(value), parallel, batchSize, timeout);
            case "PARALLEL" -> new Order(target, mode, number(name, value, 256), batchSize, timeout);
            case "BATCH_SIZE" -> new Order(target, mode, parallel, number(name, value, 10_000), timeout);
            case "TIMEOUT" ->
                new Order(
                        target, mode, parallel, batchSize, Duration.ofSeconds(number(name, value, Integer.MAX_VALUE)));
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

    private static Mode mode(String text) {
        return switch (text) {
            case "live" -> Mode.LIVE;
            case "fast" -> Mode.FAST;
            case "incremental" -> Mode.INCREMENTAL;
            default ->
                throw new CommandFailure("SYNTAX", "mode '%s' (expected live, fast or incremental)".formatted(text));
        };
    }

    boolean fast() {
        return mode == Mode.FAST;
    }

    boolean incremental() {
        return mode == Mode.INCREMENTAL;
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
        return "%s %s %d %d %d".formatted(target, mode, parallel, batchSize, timeout.toSeconds());
    }

    static Optional<Order> kept(Optional<String> text) {
        return text.map(kept -> kept.split(" "))
                .map(words -> new Order(
                        words[0],
                        kept(words[1]),
                        Integer.parseInt(words[2]),
                        Integer.parseInt(words[3]),
                        Duration.ofSeconds(Long.parseLong(words[4]))));
    }

    /** Before there was a third one it was kept whether the mode was fast. */
    private static Mode kept(String mode) {
        return switch (mode) {
            case "true" -> Mode.FAST;
            case "false" -> Mode.LIVE;
            default -> Mode.valueOf(mode);
        };
    }
}
