package io.movein.standin.github;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a page somewhere else must not be able to do through a browser on this machine. */
class GuardIT {

    @TempDir
    Path data;

    private LocalGitHub github;

    @BeforeEach
    void start() throws IOException {
        github = LocalGitHub.start(GitHubConfig.of("acme/platform", data));
        github.model().open("capability-owner", "Move", "", List.of());
    }

    @AfterEach
    void stop() throws IOException {
        github.close();
    }

    @Test
    void takesNoFormFromAnotherSite() throws Exception {
        var foreign = Http.form(github, "/acme/platform/issues/1/comments", "body=hello", "https://evil.example");
        var opaque = Http.form(github, "/acme/platform/issues/1/comments", "body=hello", "null");
        var own = Http.form(
                github,
                "/acme/platform/issues/1/comments",
                "body=mine",
                github.url().toString());

        assertThat(List.of(foreign.statusCode(), opaque.statusCode())).containsOnly(403);
        assertThat(own.statusCode()).isEqualTo(303);
        assertThat(github.model().comments(1)).extracting("body").containsExactly("mine");
    }

    @Test
    void answersUnderItsOwnNameOnly() throws IOException {
        assertThat(statusFor("rebound.example:" + github.url().getPort())).isEqualTo("HTTP/1.1 403 Forbidden");
        assertThat(statusFor("localhost:" + github.url().getPort())).isEqualTo("HTTP/1.1 200 OK");
    }

    private String statusFor(String host) throws IOException {
        try (var socket =
                new Socket(InetAddress.getLoopbackAddress(), github.url().getPort())) {
            var request = "GET /acme/platform/issues HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .findFirst()
                    .orElse("");
        }
    }
}
