package io.movein.github;

import io.jsonwebtoken.Jwts;
import java.security.PrivateKey;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Date;
import org.kohsuke.github.authorization.AuthorizationProvider;

/**
 * The token with which an App says that it is itself, made for each request, of which there are few. hub4j's own provider makes it by
 * this machine's clock: where that is wrong by minutes GitHub takes none, and where it was set back one that has expired is kept.
 * https://docs.github.com/en/apps/creating-github-apps/authenticating-with-a-github-app/generating-a-json-web-token-jwt-for-a-github-app
 */
final class AppToken implements AuthorizationProvider {
    /** GitHub takes none that lasts for more than ten minutes. */
    private static final Duration LASTS = Duration.ofMinutes(9);

    private static final Duration MADE_AGO = Duration.ofMinutes(1);

    private final String appId;
    private final PrivateKey key;
    private final InstantSource clock;

    /** @param clock GitHub's */
    AppToken(String appId, PrivateKey key, InstantSource clock) {
        this.appId = appId;
        this.key = key;
        this.clock = clock;
    }

    @Override
    public String getEncodedAuthorization() {
        var now = clock.instant();
        return "Bearer "
                + Jwts.builder()
                        .issuer(appId)
                        .issuedAt(Date.from(now.minus(MADE_AGO)))
                        .expiration(Date.from(now.plus(LASTS)))
                        .signWith(key, Jwts.SIG.RS256)
                        .compact();
    }
}
