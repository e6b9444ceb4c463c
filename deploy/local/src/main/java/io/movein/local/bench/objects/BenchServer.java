package io.movein.local.bench.objects;

import io.movein.standin.objects.S3Server;
import java.io.IOException;

/** S3Proxy in a process of its own, so that its memory and its warm code are nobody's: prints its address, ends with its standard input. */
final class BenchServer {

    private BenchServer() {}

    public static void main(String[] buckets) throws IOException {
        // its log goes where errors go: the first line of the output is the address
        var out = System.out;
        System.setOut(System.err);
        try (var server = S3Server.inMemory(buckets)) {
            out.println(server.endpoint());
            out.flush();
            while (System.in.read() >= 0) {
                // until whoever started it is gone
            }
        }
    }
}
