package io.movein.intake.webhook;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Checks `X-Hub-Signature-256` over the bytes as they came, in constant time:
 * https://docs.github.com/en/webhooks/using-webhooks/validating-webhook-deliveries
 */
public final class Signature {

    private static final String ALGORITHM = "HmacSHA256";
    private static final String PREFIX = "sha256=";

    private final SecretKeySpec key;

    public Signature(String secret) {
        this.key = new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), ALGORITHM);
    }

    enum Verdict {
        VALID,
        MISSING,
        MALFORMED,
        WRONG
    }

    Verdict check(@Nullable String header, byte[] body) {
        if (header == null || header.isBlank()) {
            return Verdict.MISSING;
        }
        if (!header.matches(PREFIX + "[0-9a-fA-F]{64}")) {
            return Verdict.MALFORMED;
        }
        var claimed = HexFormat.of().parseHex(header.substring(PREFIX.length()));
        return MessageDigest.isEqual(claimed, sign(body)) ? Verdict.VALID : Verdict.WRONG;
    }

    byte[] sign(byte[] body) {
        try {
            var mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            return mac.doFinal(body);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has " + ALGORITHM, e);
        }
    }
}
