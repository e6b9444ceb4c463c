package io.movein.local.bench.objects;

import io.movein.local.files.FileTable;
import io.movein.local.files.ProcessImage;
import io.movein.local.stack.ProgramFiles;
import io.movein.standin.objects.S3Server;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** storage-migration as a process of its own, from its start to its evidence, by one of its catalogues. */
record Migration(URI endpoint, int workers, Path folder) {

    private static final Path MODULE = Path.of("processes/storage-migration");
    private static final String PLAN = """
            reason: bench
            target: new
            bindings:
              old: {endpoint: "ENDPOINT", region: REGION, bucket: FROM, prefix: PREFIX, accessKey: {secret: s3/id}, secretKey: {secret: s3/secret}, status: disabled}
              new: {endpoint: "ENDPOINT", region: REGION, bucket: TO, prefix: PREFIX, accessKey: {secret: s3/id}, secretKey: {secret: s3/secret}, status: active}
            pace: {workers: WORKERS}
            catalogue: CATALOGUE
            """;

    /** What the old bucket lists; a pointer file for each object is written. */
    static final String LISTING = "{listing: {binding: old}}";

    /** The rows of a table. */
    static String rows(FileTable table) {
        return "{postgresql: {url: \"jdbc:%s/postgres\", user: {secret: db/user}, password: {secret: db/password}, table: files, columns: {sha256: sha256}, bindings: {table: bindings}}}"
                .formatted(table.address());
    }

    /** Lets Java write down what it learned while it moved a few, as an image's build can. */
    void learn(String from, String to, String prefix, String catalogue) throws IOException, InterruptedException {
        var options = new ArrayList<>(ProcessImage.LEARNING);
        options.add("-XX:AOTCacheOutput=" + cache());
        run(from, to, prefix, catalogue, options);
    }

    Measured move(String from, String to, String prefix, String catalogue, boolean learned)
            throws IOException, InterruptedException {
        return run(from, to, prefix, catalogue, learned ? List.of("-XX:AOTCache=" + cache()) : List.of());
    }

    /** To print its schema: little more than a start. */
    Measured schema(boolean learned) throws IOException, InterruptedException {
        var words = java(learned ? List.of("-XX:AOTCache=" + cache()) : List.of());
        words.add("schema");
        return Measured.of(new ProcessBuilder(words), folder.resolve("schema.log"));
    }

    private Path cache() {
        return folder.resolve("storage-migration.aot");
    }

    /** Writes plan and secrets to the folder. */
    Path plan(String from, String to, String prefix, String catalogue) throws IOException {
        secret("s3/id", S3Server.ACCESS_KEY);
        secret("s3/secret", S3Server.SECRET_KEY);
        secret("db/user", FileTable.USER);
        secret("db/password", FileTable.USER);
        return Files.writeString(
                folder.resolve("plan.yaml"),
                PLAN.replace("ENDPOINT", endpoint.toString())
                        .replace("REGION", S3Server.REGION)
                        .replace("FROM", from)
                        .replace("TO", to)
                        .replace("PREFIX", prefix)
                        .replace("WORKERS", Integer.toString(workers))
                        .replace("CATALOGUE", catalogue));
    }

    private void secret(String name, String value) throws IOException {
        var file = folder.resolve("secrets").resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, value);
    }

    private Measured run(String from, String to, String prefix, String catalogue, List<String> options)
            throws IOException, InterruptedException {
        var plan = plan(from, to, prefix, catalogue);
        return Measured.ofJob(java(options), plan, folder, "storage-migration.log");
    }

    private static List<String> java(List<String> more) {
        var words = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx512m"));
        words.addAll(ProcessImage.JAVA_OPTIONS);
        words.addAll(ProcessImage.SHORT_RUN);
        words.addAll(more);
        words.addAll(List.of("-cp", classPath(), "io.movein.storage.StorageMigration"));
        return words;
    }

    private static String classPath() {
        return ProgramFiles.ofThisCheckout().jars(MODULE).stream()
                .map(Path::toString)
                .collect(Collectors.joining(File.pathSeparator));
    }
}
