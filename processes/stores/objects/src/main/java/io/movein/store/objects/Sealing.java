package io.movein.store.objects;

import io.movein.store.objects.StoreFailure.Kind;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Client-side encryption around the bytes of a store; does nothing where the place's encryption is another. */
record Sealing(Place place, Encryption encryption) {

    private static final String KEY_SET = "movein-key-set";
    private static final String KEY_VERSION = "movein-key-version";

    private Optional<Encryption.ClientSide> clientSide() {
        return encryption instanceof Encryption.ClientSide own ? Optional.of(own) : Optional.empty();
    }

    /** The closing of the result does not close {@code out}. */
    OutputStream around(OutputStream out, String key) {
        return clientSide().map(own -> sealing(own, out, key)).orElseGet(() -> new NotClosing(out));
    }

    InputStream opened(InputStream in, String key) {
        return clientSide()
                .map(own -> {
                    try {
                        return (InputStream) new Opened(own.cipher().newDecryptingStream(in, bound(key)), key);
                    } catch (GeneralSecurityException | IOException e) {
                        throw refused(key, e);
                    }
                })
                .orElse(in);
    }

    Description marked(Description description) {
        return clientSide()
                .map(own -> {
                    var metadata = new LinkedHashMap<>(description.metadata());
                    metadata.put(KEY_SET, own.keySet());
                    metadata.put(KEY_VERSION, own.version());
                    return description.withMetadata(metadata);
                })
                .orElse(description);
    }

    Description unmarked(Description description) {
        if (clientSide().isEmpty()) {
            return description;
        }
        var metadata = new LinkedHashMap<>(description.metadata());
        metadata.keySet().removeAll(java.util.Set.of(KEY_SET, KEY_VERSION));
        return description.withMetadata(Map.copyOf(metadata));
    }

    private OutputStream sealing(Encryption.ClientSide own, OutputStream out, String key) {
        try {
            return own.cipher().newEncryptingStream(new NotClosing(out), bound(key));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the key set '%s' does not encrypt".formatted(own.keySet()), e);
        }
    }

    private StoreFailure refused(String key, Exception e) {
        return new StoreFailure(
                Kind.SEALED,
                place,
                "%s cannot be decrypted: encrypted with another key set, for another key, or changed since"
                        .formatted(Names.show(key)),
                e);
    }

    private static byte[] bound(String key) {
        return key.getBytes(StandardCharsets.UTF_8);
    }

    private static final class NotClosing extends FilterOutputStream {

        NotClosing(OutputStream out) {
            super(out);
        }

        @Override
        public void write(byte[] bytes, int from, int length) throws IOException {
            out.write(bytes, from, length);
        }

        @Override
        public void close() {
            // the upload is finished or given up by whoever began it
        }
    }

    /** Tink says "not genuine" by an {@link IOException}: here it is told apart from a connection's. */
    private final class Opened extends InputStream {

        private final InputStream plain;
        private final String key;

        Opened(InputStream plain, String key) {
            this.plain = plain;
            this.key = key;
        }

        @Override
        public int read() throws IOException {
            var one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] bytes, int from, int length) {
            try {
                return plain.read(bytes, from, length);
            } catch (IOException e) {
                throw refused(key, e);
            }
        }

        @Override
        public void close() throws IOException {
            plain.close();
        }
    }
}
