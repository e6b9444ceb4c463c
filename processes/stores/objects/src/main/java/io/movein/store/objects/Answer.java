package io.movein.store.objects;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a server answered. Whoever asked closes it: read to its end, its connection is used again, else it is cut.
 *
 * @param headers names in lower case
 */
record Answer(int status, Map<String, String> headers, Body body) implements AutoCloseable {

    /** What becomes of the connection. */
    interface Release {
        void connection(boolean reusable);
    }

    Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name));
    }

    String etag() {
        return headers.getOrDefault("etag", "");
    }

    OptionalLong length() {
        return header("content-length").stream().mapToLong(Long::parseLong).findFirst();
    }

    /** Reads what nobody wants, which is nearly always nothing: so without a buffer, which Java would make anew each time. */
    void end() throws IOException {
        while (body.read() >= 0) {
            // the connection is used again after the last byte
        }
    }

    byte[] all() throws IOException {
        return body.readAllBytes();
    }

    @Override
    public void close() {
        body.close();
    }

    /** Knows whether it was read to its end, which gives the connection back. */
    static final class Body extends FilterInputStream {

        private final Release release;
        private boolean over;

        Body(InputStream content, Release release) {
            super(content);
            this.release = release;
        }

        /** Of an answer that has none. */
        static Body none(Release release) {
            var none = new Body(InputStream.nullInputStream(), release);
            none.end(true);
            return none;
        }

        @Override
        public int read() throws IOException {
            var one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] bytes, int from, int length) throws IOException {
            if (over) {
                return -1;
            }
            var read = in.read(bytes, from, length);
            if (read < 0) {
                end(true);
            }
            return read;
        }

        private void end(boolean reusable) {
            if (!over) {
                over = true;
                release.connection(reusable);
            }
        }

        /** Without reading the rest. */
        @Override
        public void close() {
            end(false);
        }
    }
}
