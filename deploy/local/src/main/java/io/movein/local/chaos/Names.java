package io.movein.local.chaos;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** The only names that the services know, in a file in the place of DNS; there are times at which it knows none. */
final class Names {
    /** The one name by which the local GitHub lets itself be called. */
    static final String GITHUB = "localhost";

    private final Path file;

    Names(Path file) throws IOException {
        this.file = file;
        answer(true);
    }

    /** Java asks this file instead of the system, and asks it each time. */
    List<String> jvm() {
        return List.of("-Djdk.net.hosts.file=" + file, "-Dsun.net.inetaddr.ttl=0", "-Dsun.net.inetaddr.negative.ttl=0");
    }

    void fail(Duration time) throws IOException, InterruptedException {
        answer(false);
        try {
            Thread.sleep(time);
        } finally {
            answer(true);
        }
    }

    private void answer(boolean known) throws IOException {
        var own = "127.0.0.1 " + InetAddress.getLocalHost().getHostName() + "\n";
        Files.writeString(file, own + (known ? "127.0.0.1 " + GITHUB + "\n" : ""));
    }
}
