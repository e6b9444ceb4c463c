package io.movein.gateway.resp;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;

/**
 * Finds where replies end in what a server sends, of either version of the protocol. As {@link CommandScanner} does, it looks at no byte
 * twice, and its places are relative to the reader index.
 */
public final class ReplyScanner {

    private static final int LONGEST_HEAD = 32;

    private int scanned;
    private int start;
    private int end;
    private long left;
    private long skip;
    private int elements;
    private byte type;
    private boolean nil;
    private String head = "";

    /** @return whether a further reply is there as a whole, from {@link #start} to {@link #end} */
    public boolean next(ByteBuf in) {
        if (left == 0) {
            start = scanned;
            left = 1;
            elements = 0;
            nil = false;
            head = "";
        }
        while (left > 0) {
            if (skip > 0) {
                var there = in.readableBytes() - scanned;
                if (there < skip) {
                    skip -= there;
                    scanned += there;
                    return false;
                }
                scanned += (int) skip;
                skip = 0;
                left--;
            } else if (!element(in)) {
                return false;
            }
        }
        end = scanned;
        return true;
    }

    private boolean element(ByteBuf in) {
        var from = in.readerIndex() + scanned;
        if (from >= in.writerIndex()) {
            return false;
        }
        var line = in.indexOf(from, in.writerIndex(), (byte) '\n');
        if (line < 0) {
            return false;
        }
        var kind = in.getByte(from);
        if (elements == 0) {
            type = kind;
        }
        switch (kind) {
            case '$', '!', '=' -> {
                if (!bulk(in, Lines.number(in, from + 1, line), line)) {
                    return false;
                }
            }
            case '*', '~', '>' -> aggregate(Lines.number(in, from + 1, line));
            case '%' -> left += 2 * Lines.number(in, from + 1, line) - 1;
            case '|' -> left += 2 * Lines.number(in, from + 1, line);
            case '+', '-', ':', '_', '#', ',', '(' -> {
                if (elements == 0) {
                    nil = kind == '_';
                    head = Lines.text(in, from + 1, line);
                }
                left--;
            }
            default -> throw new ProtocolFailure("a reply that begins with '%c'".formatted((char) kind));
        }
        scanned = line + 1 - in.readerIndex();
        elements++;
        return true;
    }

    private void aggregate(long count) {
        nil |= elements == 0 && count < 0;
        left += Math.max(count, 0) - 1;
    }

    private boolean bulk(ByteBuf in, long length, int line) {
        if (length < 0) {
            nil |= elements == 0;
            left--;
            return true;
        }
        if (elements == 1 && length <= LONGEST_HEAD) {
            if (in.writerIndex() - line - 1 < length) {
                return false;
            }
            head = in.toString(line + 1, (int) length, StandardCharsets.ISO_8859_1);
        }
        skip = length + 2;
        return true;
    }

    /** The first byte of the reply. */
    public byte type() {
        return type;
    }

    public boolean isError() {
        return type == '-' || type == '!';
    }

    public boolean isNil() {
        return nil;
    }

    /** What a simple reply says, or the first word of an array. */
    public String head() {
        return head;
    }

    public int start() {
        return start;
    }

    /** Of the last whole reply. */
    public int end() {
        return end;
    }

    public int scanned() {
        return scanned;
    }

    public void consumed(int bytes) {
        scanned -= bytes;
        start -= bytes;
        end -= bytes;
    }
}
