package io.movein.store.objects;

import java.time.Duration;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3Configuration;

/** The SDK's client, without what it does by itself that others' servers refuse or that hides what was answered. */
final class Connection {

    private Connection() {}

    static S3Client to(Place place, AccessKeys keys, Duration silence) {
        return S3Client.builder()
                .endpointOverride(place.endpoint())
                .region(Region.of(place.region()))
                .credentialsProvider(keys)
                .forcePathStyle(place.pathStyle())
                // Ceph RGW and others refuse the checksums that the SDK adds by default
                .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
                .serviceConfiguration(S3Configuration.builder()
                        .chunkedEncodingEnabled(false)
                        .expectContinueEnabled(false)
                        .build())
                .overrideConfiguration(override -> override.retryStrategy(AwsRetryStrategy.doNotRetry())
                        // a proxy on the way may unpack what is stored packed
                        .putHeader("Accept-Encoding", "identity"))
                .httpClientBuilder(Apache5HttpClient.builder()
                        .maxConnections(512)
                        .connectionTimeout(shorter(silence))
                        .socketTimeout(silence)
                        .connectionAcquisitionTimeout(silence.multipliedBy(4))
                        .expectContinueEnabled(false))
                .build();
    }

    private static Duration shorter(Duration silence) {
        var most = Duration.ofSeconds(5);
        return silence.compareTo(most) < 0 ? silence : most;
    }
}
