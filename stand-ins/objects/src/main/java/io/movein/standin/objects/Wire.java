package io.movein.standin.objects;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** As much of HTTP/1.1 as passes messages on unchanged: head, body by length, by chunks, or to the end. */
final class Wire {

    /** First line and headers, names in lower case; null first line at the end of the connection. */
    record Head(String first, Map<String, String> headers) {

        boolean chunked() {
            return headers.getOrDefault("transfer-encoding", "").equalsIgnoreCase("chunked");
        }

        long length() {
            return Long.parseLong(headers.getOrDefault("content-length", "-1"));
        }
    }

    private Wire() {}

    static Head head(InputStream in) throws IOException {
        var first = line(in);
        var headers = new LinkedHashMap<String, String>();
        for (var line = line(in); !line.isEmpty(); line = line(in)) {
            var colon = line.indexOf(':');
            headers.merge(
                    line.substring(0, colon).toLowerCase(java.util.Locale.ROOT),
                    line.substring(colon + 1).strip(),
                    (one, other) -> one + "," + other);
        }
        return new Head(first, headers);
    }

    static void send(OutputStream out, String first, Map<String, String> headers) throws IOException {
        var text = new StringBuilder(first).append("\r\n");
        headers.forEach(
                (name, value) -> text.append(name).append(": ").append(value).append("\r\n"));
        out.write(text.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
    }

    /** The body as content: chunks are taken apart. */
    static void copyBody(InputStream in, OutputStream out, Head head, boolean toTheEnd) throws IOException {
        if (head.chunked()) {
            for (var size = chunk(in); size > 0; size = chunk(in)) {
                copy(in, out, size);
                line(in);
            }
            while (!line(in).isEmpty()) {
                // trailers are of no use here
            }
        } else if (head.length() >= 0) {
            copy(in, out, head.length());
        } else if (toTheEnd) {
            in.transferTo(out);
        }
    }

    static byte[] body(InputStream in, Head head, boolean toTheEnd) throws IOException {
        var bytes = new ByteArrayOutputStream();
        copyBody(in, bytes, head, toTheEnd);
        return bytes.toByteArray();
    }

    private static long chunk(InputStream in) throws IOException {
        return Long.parseLong(line(in).split(";", 2)[0].strip(), 16);
    }

    private static void copy(InputStream in, OutputStream out, long length) throws IOException {
        var buffer = new byte[64 * 1024];
        for (var left = length; left > 0; ) {
            var read = in.read(buffer, 0, (int) Math.min(buffer.length, left));
            if (read < 0) {
                throw new EOFException("%d of %d bytes are missing".formatted(left, length));
            }
            out.write(buffer, 0, read);
            left -= read;
        }
    }

    private static String line(InputStream in) throws IOException {
        var bytes = new ByteArrayOutputStream();
        for (var next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new EOFException("the connection ended");
            }
            bytes.write(next);
        }
        return bytes.toString(StandardCharsets.ISO_8859_1).stripTrailing();
    }
}
