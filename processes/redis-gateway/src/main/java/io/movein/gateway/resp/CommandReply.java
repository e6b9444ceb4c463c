package io.movein.gateway.resp;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes a reply in either version of the protocol. A reply is null, a {@link Simple}, an {@link Failure}, a {@link String}, an integral
 * or a decimal number, a {@link Boolean}, a {@link List} or a {@link Map} of such; what RESP2 does not have is written as it has it:
 * maps as flat arrays, decimal numbers as texts, truth as 1 and 0.
 */
public final class CommandReply {

    /** A status: {@code OK}. */
    public record Simple(String text) {

        public static final Simple OK = new Simple("OK");
    }

    /** @param code one word in capitals, by which clients tell what it is: {@code NOTENANT} */
    public record Failure(String code, String message) {}

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final boolean resp3;

    private CommandReply(boolean resp3) {
        this.resp3 = resp3;
    }

    public static byte[] bytes(@Nullable Object reply, boolean resp3) {
        var writer = new CommandReply(resp3);
        writer.write(reply);
        return writer.out.toByteArray();
    }

    private void write(@Nullable Object value) {
        switch (value) {
            case null -> line(resp3 ? "_" : "$-1");
            case Simple simple -> line("+" + simple.text());
            case Failure failure ->
                line("-%s %s".formatted(failure.code(), failure.message()).replaceAll("[\r\n]+", " "));
            case Boolean truth -> line(resp3 ? (truth ? "#t" : "#f") : (truth ? ":1" : ":0"));
            case Double number -> decimal(number);
            case Integer number -> line(":" + number);
            case Long number -> line(":" + number);
            case List<?> list -> {
                line("*" + list.size());
                list.forEach(this::write);
            }
            case Map<?, ?> map -> {
                line(resp3 ? "%" + map.size() : "*" + 2 * map.size());
                map.forEach((key, entry) -> {
                    write(key);
                    write(entry);
                });
            }
            default -> text(value.toString());
        }
    }

    private void decimal(Double number) {
        if (resp3) {
            line("," + number);
        } else {
            text(number.toString());
        }
    }

    private void text(String text) {
        var bytes = text.getBytes(StandardCharsets.UTF_8);
        line("$" + bytes.length);
        out.writeBytes(bytes);
        line("");
    }

    private void line(String line) {
        out.writeBytes((line + "\r\n").getBytes(StandardCharsets.UTF_8));
    }
}
