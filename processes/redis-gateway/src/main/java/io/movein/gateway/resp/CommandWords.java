package io.movein.gateway.resp;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** A command's words, which are any bytes, and how they are written. */
public record CommandWords(List<byte[]> all) {

    public static CommandWords of(Object... words) {
        return new CommandWords(Stream.of(words)
                .map(word -> word instanceof byte[] bytes
                        ? bytes
                        : String.valueOf(word).getBytes(StandardCharsets.UTF_8))
                .toList());
    }

    public int size() {
        return all.size();
    }

    public String text(int index) {
        return new String(all.get(index), StandardCharsets.UTF_8);
    }

    /** In upper case; empty where there is no such word. */
    public String upper(int index) {
        return index < size() ? text(index).toUpperCase(Locale.ROOT) : "";
    }

    public List<byte[]> from(int index) {
        return all.subList(Math.min(index, size()), size());
    }

    public CommandWords with(int index, Object word) {
        var changed = new ArrayList<Object>(all);
        changed.set(index, word);
        return of(changed.toArray());
    }

    /** As a client sends it. */
    public byte[] bytes() {
        var bytes = new ByteArrayOutputStream();
        bytes.writeBytes(("*" + size() + "\r\n").getBytes(StandardCharsets.US_ASCII));
        for (var word : all) {
            bytes.writeBytes(("$" + word.length + "\r\n").getBytes(StandardCharsets.US_ASCII));
            bytes.writeBytes(word);
            bytes.writeBytes(new byte[] {'\r', '\n'});
        }
        return bytes.toByteArray();
    }
}
