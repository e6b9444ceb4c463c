package io.movein.local.bench.objects;

import io.movein.local.files.FileTable;
import io.movein.local.stack.ServicesLesson;
import io.movein.standin.objects.S3Server;
import java.io.IOException;
import java.nio.file.Path;

/** A server with some files, a table of them, and the plan to move them: for an image that is to learn its start (.ci/aot-cache). */
final class FilesLesson {

    /** So many that what is done for each is compiled, as it will be in the runs to come. */
    private static final int FILES = 1000;

    private static final int PARTS = 3;

    private FilesLesson() {}

    /** Writes plan and secrets to the folder, says a line when the files are there, and ends with its standard input. */
    public static void main(String[] folder) throws IOException {
        var out = System.out;
        System.setOut(System.err);
        try (var server = S3Server.inMemory("from", Rounds.TO);
                var bare = BareSdk.at(server.endpoint(), 4);
                var table = FileTable.start()) {
            bare.fill("from", "files/small/", FILES, 64 * 1024);
            bare.fillLarge("from", "files/large", PARTS);
            table.holdOnly(bare.contents("from", "files/"));
            new Migration(server.endpoint(), 4, Path.of(folder[0]))
                    .plan("from", Rounds.TO, "files/", Migration.rows(table));
            ServicesLesson.hold(out);
        }
    }
}
