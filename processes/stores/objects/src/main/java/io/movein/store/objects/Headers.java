package io.movein.store.objects;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.ServerSideEncryption;
import software.amazon.awssdk.services.s3.model.Tag;

/** A {@link Description} from and to requests. */
final class Headers {

    private Headers() {}

    static Stored stored(String key, HeadObjectResponse head) {
        var description = new Description(
                head.contentType(),
                head.cacheControl(),
                head.contentDisposition(),
                head.contentEncoding(),
                head.contentLanguage(),
                head.expiresString(),
                head.websiteRedirectLocation(),
                Map.copyOf(head.metadata()),
                Map.of());
        return new Stored(
                key,
                Optional.ofNullable(head.contentLength()).orElse(0L),
                Optional.ofNullable(head.eTag()).orElse(""),
                description,
                Optional.ofNullable(head.serverSideEncryptionAsString()).orElse(""));
    }

    static Stored stored(String key, GetObjectResponse got) {
        var description = new Description(
                got.contentType(),
                got.cacheControl(),
                got.contentDisposition(),
                got.contentEncoding(),
                got.contentLanguage(),
                got.expiresString(),
                got.websiteRedirectLocation(),
                Map.copyOf(got.metadata()),
                Map.of());
        return new Stored(
                key,
                Optional.ofNullable(got.contentLength()).orElse(0L),
                Optional.ofNullable(got.eTag()).orElse(""),
                description,
                Optional.ofNullable(got.serverSideEncryptionAsString()).orElse(""));
    }

    static PutObjectRequest.Builder put(Description d, Encryption encryption) {
        var request = PutObjectRequest.builder()
                .contentType(d.contentType())
                .cacheControl(d.cacheControl())
                .contentDisposition(d.contentDisposition())
                .contentEncoding(d.contentEncoding())
                .contentLanguage(d.contentLanguage())
                .websiteRedirectLocation(d.redirect())
                .metadata(d.metadata())
                .tagging(tagging(d))
                .overrideConfiguration(override(d));
        switch (encryption) {
            case Encryption.SseS3 s3 -> request.serverSideEncryption(ServerSideEncryption.AES256);
            case Encryption.SseKms kms ->
                request.serverSideEncryption(ServerSideEncryption.AWS_KMS).ssekmsKeyId(kms.keyId());
            case Encryption.None none -> {}
            case Encryption.ClientSide own -> {}
        }
        return request;
    }

    /** The SDK's two requests share no type, but the names of their fields. */
    static CreateMultipartUploadRequest.Builder create(Description d, Encryption encryption) {
        var put = put(d, encryption).build();
        var create = CreateMultipartUploadRequest.builder();
        create.sdkFields()
                .forEach(field -> put.getValueForField(field.memberName(), Object.class)
                        .ifPresent(value -> field.set(create, value)));
        return create.overrideConfiguration(override(d));
    }

    /** The SDK takes a time for {@code Expires} where servers keep any text. */
    private static AwsRequestOverrideConfiguration override(Description description) {
        var override = AwsRequestOverrideConfiguration.builder();
        if (description.expires() != null) {
            override.putHeader("Expires", description.expires());
        }
        return override.build();
    }

    static List<Tag> tags(Description description) {
        return description.tags().entrySet().stream()
                .map(tag ->
                        Tag.builder().key(tag.getKey()).value(tag.getValue()).build())
                .toList();
    }

    private static @Nullable String tagging(Description description) {
        return description.tags().isEmpty()
                ? null
                : description.tags().entrySet().stream()
                        .map(tag -> encoded(tag.getKey()) + "=" + encoded(tag.getValue()))
                        .collect(Collectors.joining("&"));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
