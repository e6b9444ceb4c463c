package io.movein.local.bench.objects;

import io.movein.standin.objects.S3Server;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A server with some files to move, and the plan to do so: for an image that is to learn its start (.ci/aot-cache). */
final class Lesson {

    private static final int FILES = 200;
    private static final int PARTS = 3;

    private Lesson() {}

    /** Writes plan and secrets to the folder, says a line when the files are there, and ends with its standard input. */
    public static void main(String[] folder) throws IOException {
        var out = System.out;
        System.setOut(System.err);
        try (var server = S3Server.inMemory("from", Rounds.TO);
                var bare = BareSdk.at(server.endpoint(), 4)) {
            bare.fill("from", "files/small/", FILES, 64 * 1024);
            bare.fillLarge("from", "files/large", PARTS);
            new Migration(server.endpoint(), 4, Files.createDirectories(Path.of(folder[0])))
                    .plan("from", Rounds.TO, "files/");
            out.println("ready");
            out.flush();
            while (System.in.read() >= 0) {
                // until whoever started it is gone
            }
        }
    }
}
