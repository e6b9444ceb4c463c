package io.movein.local.bench.objects;

import io.movein.standin.objects.S3Server;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** rclone, as many at a time as the others, between two remotes: so that it reads and writes itself and does not ask the server to copy. */
record Rclone(URI endpoint, int workers, Path log) {

    static boolean isInstalled() {
        try {
            return new ProcessBuilder("rclone", "version")
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException notThere) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    Measured copy(String from, String to, String prefix) throws IOException, InterruptedException {
        return run(
                "copy",
                from,
                to,
                prefix,
                "--transfers",
                Integer.toString(workers),
                "--s3-upload-concurrency",
                "3",
                "--s3-chunk-size",
                "16M");
    }

    /** Reads both sides and compares. */
    Measured check(String from, String to, String prefix) throws IOException, InterruptedException {
        return run("check", from, to, prefix, "--download");
    }

    private Measured run(String command, String from, String to, String prefix, String... more)
            throws IOException, InterruptedException {
        var words = new ArrayList<>(List.of("rclone", command, "source:" + from + "/" + prefix));
        words.addAll(List.of("target:" + to + "/" + prefix, "--checkers", Integer.toString(workers), "--quiet"));
        words.addAll(List.of(more));
        var builder = new ProcessBuilder(words);
        var environment = builder.environment();
        // somebody's own settings for AWS, which it would take
        environment.keySet().removeIf(name -> name.startsWith("AWS_"));
        environment.put("RCLONE_CONFIG", "/dev/null");
        for (var remote : List.of("SOURCE", "TARGET")) {
            var setting = "RCLONE_CONFIG_" + remote + "_";
            environment.put(setting + "TYPE", "s3");
            environment.put(setting + "PROVIDER", "Other");
            environment.put(setting + "ENDPOINT", endpoint.toString());
            environment.put(setting + "REGION", S3Server.REGION);
            environment.put(setting + "ACCESS_KEY_ID", S3Server.ACCESS_KEY);
            environment.put(setting + "SECRET_ACCESS_KEY", S3Server.SECRET_KEY);
        }
        return Measured.of(builder, log);
    }
}
