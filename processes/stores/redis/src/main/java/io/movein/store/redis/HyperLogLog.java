package io.movein.store.redis;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The registers of a HyperLogLog, which is a string in one of two encodings with a cached count that even reading it changes: only the
 * registers are content.
 */
final class HyperLogLog {

    private static final byte[] MAGIC = "HYLL".getBytes(StandardCharsets.US_ASCII);
    private static final int HEADER = 16;
    private static final int REGISTERS = 16_384;
    private static final int BITS = 6;
    private static final int DENSE = HEADER + REGISTERS * BITS / 8;

    private HyperLogLog() {}

    /** The registers, one byte each, if the string is one; else the string itself. */
    static byte[] canonical(byte[] string) {
        if (string.length < HEADER || !Arrays.equals(string, 0, 4, MAGIC, 0, 4)) {
            return string;
        }
        if (string[4] == 0 && string.length == DENSE) {
            return dense(string);
        }
        return string[4] == 1 ? sparse(string) : string;
    }

    private static byte[] dense(byte[] string) {
        var registers = new byte[REGISTERS];
        for (var i = 0; i < REGISTERS; i++) {
            var bit = i * BITS;
            var at = HEADER + bit / 8;
            var pair = (string[at] & 0xff) | (at + 1 < string.length ? (string[at + 1] & 0xff) << 8 : 0);
            registers[i] = (byte) (pair >> (bit % 8) & 0x3f);
        }
        return registers;
    }

    /** {@code 00nnnnnn}: n+1 zeros; {@code 01nnnnnn nnnnnnnn}: n+1 zeros; {@code 1vvvvvnn}: n+1 times the value v+1. */
    private static byte[] sparse(byte[] string) {
        var registers = new byte[REGISTERS];
        var register = 0;
        for (var i = HEADER; i < string.length && register < REGISTERS; i++) {
            var code = string[i] & 0xff;
            if ((code & 0x80) != 0) {
                var end = Math.min(REGISTERS, register + (code & 0x3) + 1);
                Arrays.fill(registers, register, end, (byte) ((code >> 2 & 0x1f) + 1));
                register = end;
            } else if ((code & 0x40) != 0 && i + 1 < string.length) {
                register += ((code & 0x3f) << 8 | string[++i] & 0xff) + 1;
            } else {
                register += (code & 0x3f) + 1;
            }
        }
        return register == REGISTERS ? registers : string;
    }
}
