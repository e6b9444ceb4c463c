package io.movein.runner.run;

import io.movein.contract.RunId;
import io.movein.contract.Traceparent;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The span of a run's process, which hangs below the order's. It is the same whoever computes it, whenever. */
public final class RunTrace {
    private RunTrace() {}

    public static Traceparent of(Traceparent order, RunId run) {
        try {
            var digest =
                    MessageDigest.getInstance("SHA-256").digest((order + " " + run).getBytes(StandardCharsets.UTF_8));
            digest[0] |= 1; // all zeros is invalid
            return new Traceparent(order.trace(), HexFormat.of().formatHex(digest, 0, 8), order.span(), null);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
