package io.movein.standin.github.pages;

import io.javalin.http.Context;
import io.javalin.http.ForbiddenResponse;
import java.net.URI;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * All of it is for programs and a browser on this machine, and for those who use the address it was given: another name that resolves
 * to it (DNS rebinding) or a form on another site cannot use it. Programs that send no {@code Origin} are let through; they have no
 * cookies to misuse.
 */
final class Guard {

    private static final Set<String> LOOPBACK = Set.of("127.0.0.1", "localhost", "[::1]");
    private static final String POLICY =
            "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; "
                    + "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    private final @Nullable URI knownAs;

    /** @param knownAs where others find it; null: nobody else does */
    Guard(@Nullable URI knownAs) {
        this.knownAs = knownAs;
    }

    void check(Context http) {
        var host = http.header("Host");
        if (host == null || !isOurs(host)) {
            throw new ForbiddenResponse("'" + host + "' is not this machine; use 127.0.0.1");
        }
        var origin = http.header("Origin");
        if (!http.method().name().equals("GET") && origin != null && !host.equals(authority(origin))) {
            throw new ForbiddenResponse("this form came from '" + origin + "', not from " + host);
        }
    }

    private boolean isOurs(String host) {
        return LOOPBACK.contains(host.replaceAll(":\\d+$", ""))
                || knownAs != null && host.equals(knownAs.getAuthority());
    }

    /** For whatever a browser shows. */
    static void policy(Context http) {
        http.header("Content-Security-Policy", POLICY)
                .header("X-Content-Type-Options", "nosniff")
                .header("Referrer-Policy", "same-origin")
                .header("Cache-Control", "no-store");
    }

    private static String authority(String origin) {
        try {
            return String.valueOf(URI.create(origin).getAuthority());
        } catch (IllegalArgumentException e) {
            return "";
        }
    }
}
