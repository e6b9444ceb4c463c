package io.movein.store.objects;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The examples of AWS's own documentation of Signature Version 4 for S3. */
class SignatureTest {

    private static final AccessKeys.AccessKey KEY =
            new AccessKeys.AccessKey("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", "");
    private static final Instant TIME = Instant.parse("2013-05-24T00:00:00Z");

    private static TreeMap<String, String> signed(Request request) {
        var headers = new TreeMap<>(Map.of("host", "examplebucket.s3.amazonaws.com"));
        headers.putAll(request.headers());
        new Signature("us-east-1").sign(request, "/", headers, KEY, TIME);
        return headers;
    }

    @Test
    void signsAListing() {
        var headers = signed(Request.of("GET", "", "max-keys", "2", "prefix", "J"));

        assertThat(headers.get("authorization"))
                .isEqualTo("AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request, "
                        + "SignedHeaders=host;x-amz-content-sha256;x-amz-date, "
                        + "Signature=34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7");
    }

    @Test
    void signsAQueryWithoutAValue() {
        var request = Request.of("GET", "", "lifecycle", "");

        assertThat(request.queryString(false)).isEqualTo("lifecycle");
        assertThat(signed(request).get("authorization"))
                .endsWith("Signature=fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543");
    }

    @Test
    void signsValuesAsIfSeveralSpacesWereOne() {
        var one = signed(Request.of("PUT", "").with("x-amz-meta-a", "two words"));
        var more = signed(Request.of("PUT", "").with("x-amz-meta-a", " two   words "));

        assertThat(more.get("authorization")).isEqualTo(one.get("authorization"));
    }

    @Test
    void signsASessionsToken() {
        var headers = new TreeMap<>(Map.of("host", "examplebucket.s3.amazonaws.com"));
        new Signature("us-east-1")
                .sign(Request.of("GET", ""), "/", headers, new AccessKeys.AccessKey("a", "b", "token"), TIME);

        assertThat(headers).containsEntry("x-amz-security-token", "token");
        assertThat(headers.get("authorization"))
                .contains("SignedHeaders=host;x-amz-content-sha256;x-amz-date;x-amz-security-token");
    }
}
