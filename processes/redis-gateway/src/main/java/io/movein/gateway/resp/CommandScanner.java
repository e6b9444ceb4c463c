package io.movein.gateway.resp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Finds where commands end in what a client sends, without taking the words out. It remembers how far it has scanned, so that no byte is
 * scanned twice; all places are relative to the reader index of the buffer, and {@link #consumed} says how many bytes left it.
 */
public final class CommandScanner {

    private static final int LONGEST_NAME = 32;

    private int scanned;
    private int start;
    private int end;
    private long words = -1;
    private long skip;
    private String name = "";

    /** @return whether a further command is there as a whole, from {@link #start} to {@link #end} */
    public boolean next(ByteBuf in) {
        if (words < 0 && !begin(in)) {
            return false;
        }
        while (words > 0) {
            if (skip == 0 && !word(in)) {
                return false;
            }
            var there = in.readableBytes() - scanned;
            if (there < skip) {
                skip -= there;
                scanned += there;
                return false;
            }
            scanned += (int) skip;
            skip = 0;
            words--;
        }
        words = -1;
        end = scanned;
        return true;
    }

    /** Reads the first line of a command; empty ones are none. */
    private boolean begin(ByteBuf in) {
        while (in.readableBytes() > scanned) {
            start = scanned;
            var from = in.readerIndex() + scanned;
            var line = Lines.end(in, from);
            if (line < 0) {
                return false;
            }
            var array = in.getByte(from) == '*';
            var count = array
                    ? Lines.number(in, from + 1, line)
                    : inline(in, from, line).size();
            scanned = line + 1 - in.readerIndex();
            if (count > 0) {
                words = array ? count : 0;
                name = array ? "" : inline(in, from, line).getFirst().toUpperCase(Locale.ROOT);
                return true;
            }
            end = scanned;
        }
        return false;
    }

    private static List<String> inline(ByteBuf in, int from, int line) {
        var text = in.toString(from, line - from, StandardCharsets.UTF_8).strip();
        return text.isEmpty() ? List.of() : List.of(text.split("\\s+"));
    }

    /** Reads a word's length; of the first word all, as it says what the command is. */
    private boolean word(ByteBuf in) {
        var from = in.readerIndex() + scanned;
        var line = Lines.end(in, from);
        if (line < 0) {
            return false;
        }
        if (in.getByte(from) != '$') {
            throw new ProtocolFailure("expected '$', got '%c'".formatted((char) in.getByte(from)));
        }
        var length = Lines.number(in, from + 1, line);
        if (length < 0) {
            throw new ProtocolFailure("a word of %d bytes".formatted(length));
        }
        if (name.isEmpty()) {
            var shown = (int) Math.min(length, LONGEST_NAME);
            if (in.writerIndex() - line - 1 < shown) {
                return false;
            }
            name = shown == 0
                    ? "?"
                    : in.toString(line + 1, shown, StandardCharsets.ISO_8859_1).toUpperCase(Locale.ROOT);
        }
        scanned = line + 1 - in.readerIndex();
        skip = length + 2;
        return true;
    }

    /** In upper case, of the command that is being scanned. */
    public String name() {
        return name;
    }

    public int start() {
        return start;
    }

    /** Of the last whole command. */
    public int end() {
        return end;
    }

    /** Up to here the bytes are known to belong to the command that is not whole yet. */
    public int scanned() {
        return scanned;
    }

    /** Whether the middle of a command's words has been reached. */
    public boolean isWithin() {
        return words > 0 && !name.isEmpty();
    }

    public void consumed(int bytes) {
        scanned -= bytes;
        start -= bytes;
        end -= bytes;
    }

    /** The words of the command from {@link #start} to {@link #end}. */
    public CommandWords words(ByteBuf in) {
        var at = in.readerIndex() + start;
        var line = Lines.end(in, at);
        if (in.getByte(at) != '*') {
            return CommandWords.of(inline(in, at, line).toArray());
        }
        var count = Lines.number(in, at + 1, line);
        var all = new ArrayList<byte[]>();
        at = line + 1;
        for (var i = 0; i < count; i++) {
            line = Lines.end(in, at);
            var length = (int) Lines.number(in, at + 1, line);
            all.add(ByteBufUtil.getBytes(in, line + 1, length));
            at = line + 1 + length + 2;
        }
        return new CommandWords(all);
    }
}
