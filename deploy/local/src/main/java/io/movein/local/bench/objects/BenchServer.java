package io.movein.local.bench.objects;

import io.movein.standin.objects.S3Server;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** S3Proxy in a process of its own, so that its memory and its warm code are nobody's; its objects lie in a folder. */
record BenchServer(Process process, URI endpoint) implements AutoCloseable {

    /** Ends with its standard input. */
    static BenchServer start(Path folder, String... buckets) throws IOException {
        var words = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx1g",
                "-cp",
                System.getProperty("java.class.path"),
                BenchServer.class.getName(),
                Files.createDirectories(folder.resolve("objects")).toString()));
        words.addAll(Arrays.asList(buckets));
        var process = new ProcessBuilder(words)
                .redirectError(folder.resolve("server.log").toFile())
                .start();
        var said = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        var address = said.readLine();
        if (address == null) {
            throw new IOException("the server did not start; see " + folder.resolve("server.log"));
        }
        return new BenchServer(process, URI.create(address));
    }

    public static void main(String[] folderAndBuckets) throws IOException {
        // its log goes where errors go: the first line of the output is the address
        var out = System.out;
        System.setOut(System.err);
        var buckets = Arrays.copyOfRange(folderAndBuckets, 1, folderAndBuckets.length);
        try (var server = S3Server.onDisk(Path.of(folderAndBuckets[0]), buckets)) {
            out.println(server.endpoint());
            out.flush();
            while (System.in.read() >= 0) {
                // until whoever started it is gone
            }
        }
    }

    @Override
    public void close() {
        process.destroy();
    }
}
