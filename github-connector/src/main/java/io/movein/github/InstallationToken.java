package io.movein.github;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import org.kohsuke.github.GitHub;
import org.kohsuke.github.authorization.AuthorizationProvider;

/**
 * The token of an App's installation: made when it is needed, made anew before it expires, and as soon as GitHub takes it no more, as
 * where the App was suspended for a while. hub4j's own provider would go on with it for up to an hour.
 */
final class InstallationToken implements AuthorizationProvider {
    private static final Duration EARLY = Duration.ofMinutes(5);

    private record Token(String text, Instant renewAt) {}

    private final GitHub application;
    private final String owner;
    private final String repository;
    private final InstantSource clock;
    private @Nullable Token token;

    /**
     * @param repository {@code owner/name}
     * @param clock GitHub's, which says when it expires
     */
    InstallationToken(GitHub application, String repository, InstantSource clock) {
        var parts = repository.split("/");
        this.application = application;
        this.owner = parts[0];
        this.repository = parts[1];
        this.clock = clock;
    }

    @Override
    public synchronized String getEncodedAuthorization() throws IOException {
        var known = token;
        if (known == null || !clock.instant().isBefore(known.renewAt())) {
            known = made();
            token = known;
        }
        return "token " + known.text();
    }

    /** GitHub has refused it. */
    synchronized void forget() {
        token = null;
    }

    private Token made() throws IOException {
        var made = application
                .getApp()
                .getInstallationByRepository(owner, repository)
                .createToken()
                .create();
        return new Token(made.getToken(), made.getExpiresAt().toInstant().minus(EARLY));
    }
}
