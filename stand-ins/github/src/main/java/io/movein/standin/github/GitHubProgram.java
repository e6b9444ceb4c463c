package io.movein.standin.github;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;

/**
 * The local GitHub as a program of its own, in a pod say. {@code GITHUB_REPOSITORY}, {@code GITHUB_DATA} (the folder that it keeps),
 * {@code GITHUB_URL} (where others find it), {@code GITHUB_PORT} (8080), {@code GITHUB_WEBHOOK_URL} and {@code GITHUB_WEBHOOK_SECRET}.
 */
public final class GitHubProgram {
    private static final int AS_OFTEN_AS_ONE_LIKES = 1_000_000;

    private GitHubProgram() {}

    public static void main(String[] arguments) throws IOException {
        var env = System.getenv();
        var github = LocalGitHub.start(
                GitHubConfig.of(required(env, "GITHUB_REPOSITORY"), Path.of(required(env, "GITHUB_DATA")))
                        .withPort(Integer.parseInt(env.getOrDefault("GITHUB_PORT", "8080")))
                        .withAddress("0.0.0.0", URI.create(required(env, "GITHUB_URL")))
                        .withHourlyRequests(AS_OFTEN_AS_ONE_LIKES));
        github.deliverTo(URI.create(required(env, "GITHUB_WEBHOOK_URL")), required(env, "GITHUB_WEBHOOK_SECRET"));
        Runtime.getRuntime().addShutdownHook(new Thread(() -> close(github), "stop"));
        System.out.println("GitHub at " + github.url());
    }

    private static void close(LocalGitHub github) {
        try {
            github.close();
        } catch (IOException e) {
            System.err.println("did not close cleanly: " + e);
        }
    }

    private static String required(Map<String, String> env, String name) {
        var value = env.get(name);
        if (value == null) {
            throw new IllegalArgumentException(name + " is not set");
        }
        return value;
    }
}
