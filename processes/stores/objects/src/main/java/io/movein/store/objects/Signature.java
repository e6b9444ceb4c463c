package io.movein.store.objects;

import io.movein.store.objects.AccessKeys.AccessKey;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.StringJoiner;
import java.util.TreeMap;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** AWS Signature Version 4 in the {@code Authorization} header, as S3 has it: paths are encoded once and nothing is normalised. */
final class Signature {

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);
    private static final Pattern SPACES = Pattern.compile("[ \\t]+");
    private static final String ALGORITHM = "AWS4-HMAC-SHA256";
    /** Of nothing. */
    private static final String EMPTY = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    /** A day's key, which costs four digests. */
    private record Derived(String secret, String day, byte[] key) {}

    /** A second's name, which many requests share. */
    private record Second(long epoch, String name) {}

    private final String region;
    private volatile Derived derived = new Derived("", "", new byte[0]);
    private volatile Second second = new Second(-1, "");

    Signature(String region) {
        this.region = region;
    }

    /**
     * Adds to the headers what makes them signed.
     *
     * @param headers all that is to be signed, with {@code host}
     * @param path    encoded
     */
    void sign(Request request, String path, TreeMap<String, String> headers, AccessKey key, Instant now) {
        var time = time(now);
        var day = time.substring(0, 8);
        var payload = payload(request.body());
        headers.put("x-amz-date", time);
        headers.put("x-amz-content-sha256", payload);
        if (!key.token().isEmpty()) {
            headers.put("x-amz-security-token", key.token());
        }
        var names = new StringJoiner(";");
        var lines = new StringBuilder();
        headers.forEach((name, value) -> {
            if (isSigned(name)) {
                names.add(name);
                lines.append(name).append(':').append(trimmed(value)).append('\n');
            }
        });
        var canonical =
                String.join("\n", request.method(), path, request.queryString(true), lines, names.toString(), payload);
        var scope = String.join("/", day, region, "s3", "aws4_request");
        // header values are the bytes of the wire, as the connection writes them
        var toSign =
                String.join("\n", ALGORITHM, time, scope, hex(sha256(canonical.getBytes(StandardCharsets.ISO_8859_1))));
        headers.put(
                "authorization",
                ALGORITHM + " Credential=" + key.id() + "/" + scope + ", SignedHeaders=" + names + ", Signature="
                        + hex(hmac(derived(key, day), toSign)));
    }

    private String time(Instant now) {
        var last = second;
        if (last.epoch != now.getEpochSecond()) {
            last = new Second(now.getEpochSecond(), TIME.format(now));
            second = last;
        }
        return last.name;
    }

    /** As the signature has it: without spaces at the ends, one where there are several. */
    private static String trimmed(String value) {
        var stripped = value.strip();
        return stripped.indexOf('\t') < 0 && !stripped.contains("  ")
                ? stripped
                : SPACES.matcher(stripped).replaceAll(" ");
    }

    private static boolean isSigned(String name) {
        return name.equals("host") || name.startsWith("x-amz-") || name.equals("content-md5");
    }

    private static String payload(Request.Body body) {
        if (!body.signed()) {
            return "UNSIGNED-PAYLOAD";
        }
        return body.length() == 0 ? EMPTY : hex(sha256(body.bytes()));
    }

    private byte[] derived(AccessKey key, String day) {
        var last = derived;
        if (!last.day.equals(day) || !last.secret.equals(key.secret())) {
            var secret = ("AWS4" + key.secret()).getBytes(StandardCharsets.UTF_8);
            last = new Derived(key.secret(), day, hmac(hmac(hmac(hmac(secret, day), region), "s3"), "aws4_request"));
            derived = last;
        }
        return last.key;
    }

    private static byte[] hmac(byte[] key, String text) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has HmacSHA256", e);
        }
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }
}
