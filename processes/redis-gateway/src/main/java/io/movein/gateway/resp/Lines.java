package io.movein.gateway.resp;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;

/** Lines of the protocol within a buffer. */
final class Lines {

    /** As long as Redis itself takes one from a client. */
    private static final int LONGEST = 64 * 1024;

    private Lines() {}

    /** @return where the line's {@code \n} is, or -1 while it is not there */
    static int end(ByteBuf in, int from) {
        var at = in.indexOf(from, in.writerIndex(), (byte) '\n');
        if (at < 0 && in.writerIndex() - from > LONGEST) {
            throw new ProtocolFailure("a line of more than %d bytes".formatted(LONGEST));
        }
        return at;
    }

    /** @param end of the line, where {@code \n} is */
    static long number(ByteBuf in, int from, int end) {
        var negative = in.getByte(from) == '-';
        var at = negative ? from + 1 : from;
        var number = 0L;
        for (; at < end && in.getByte(at) != '\r'; at++) {
            var digit = in.getByte(at) - '0';
            if (digit < 0 || digit > 9 || number > Integer.MAX_VALUE) {
                throw new ProtocolFailure("'%s' (expected a length)".formatted(text(in, from, end)));
            }
            number = number * 10 + digit;
        }
        return negative ? -number : number;
    }

    static String text(ByteBuf in, int from, int end) {
        return in.toString(from, Math.max(0, Math.min(end - from, 200)), StandardCharsets.UTF_8)
                .strip();
    }
}
