package io.movein.store.objects;

import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.RegistryConfiguration;
import com.google.crypto.tink.StreamingAead;
import com.google.crypto.tink.TinkJsonProtoKeysetFormat;
import com.google.crypto.tink.streamingaead.StreamingAeadConfig;
import java.security.GeneralSecurityException;

/** How the objects of a place are encrypted. */
public sealed interface Encryption {

    /** As the bucket does by itself. */
    record None() implements Encryption {}

    /** At the server, with keys of the server's. */
    record SseS3() implements Encryption {}

    /** At the server, with a key of its key service. */
    record SseKms(String keyId) implements Encryption {}

    /**
     * Here, by Tink's streaming AEAD. An object is bound to its key in the store: it cannot be read under another name.
     *
     * @param keySet  name of the key set, recorded with each object
     * @param version the key set's primary key, recorded with each object
     */
    record ClientSide(String keySet, String version, StreamingAead cipher) implements Encryption {}

    /**
     * @param json a cleartext Tink key set with keys for streaming AEAD
     * @throws IllegalArgumentException if it is none; the message has nothing of the key set in it
     */
    static ClientSide clientSide(String name, String json) {
        try {
            StreamingAeadConfig.register();
            var keys = TinkJsonProtoKeysetFormat.parseKeyset(json, InsecureSecretKeyAccess.get());
            return new ClientSide(
                    name,
                    Integer.toUnsignedString(keys.getPrimary().getId()),
                    keys.getPrimitive(RegistryConfiguration.get(), StreamingAead.class));
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException(
                    "the key set '%s' is not a Tink key set in JSON for streaming AEAD (such as AES256_GCM_HKDF_1MB)"
                            .formatted(name));
        }
    }

    /** A new key set as JSON, for whoever sets up a place. */
    static String newKeySet() {
        try {
            StreamingAeadConfig.register();
            var keys = KeysetHandle.generateNew(
                    com.google.crypto.tink.streamingaead.PredefinedStreamingAeadParameters.AES256_GCM_HKDF_1MB);
            return TinkJsonProtoKeysetFormat.serializeKeyset(keys, InsecureSecretKeyAccess.get());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no AES-256-GCM", e);
        }
    }
}
