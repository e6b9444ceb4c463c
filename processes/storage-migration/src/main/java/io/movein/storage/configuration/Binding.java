package io.movein.storage.configuration;

import io.movein.process.SecretReference;
import java.net.URI;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A place that files lie in. */
public record Binding(
        URI endpoint,
        String region,
        String bucket,
        String prefix,
        boolean pathStyle,
        SecretReference accessKey,
        SecretReference secretKey,
        @Nullable SecretReference sessionToken,
        Status status,
        EncryptionSettings encryption) {

    /** @param type one of {@code none}, {@code sse-s3}, {@code sse-kms}, {@code client-side} */
    public record EncryptionSettings(
            String type, @Nullable String keyId, @Nullable SecretReference keySet) {}

    List<SecretReference> secrets() {
        return Stream.of(accessKey, secretKey, sessionToken, encryption.keySet)
                .filter(Objects::nonNull)
                .toList();
    }

    List<String> where() {
        return List.of(endpoint.getAuthority(), bucket, prefix);
    }
}
