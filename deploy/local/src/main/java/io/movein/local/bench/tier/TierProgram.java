package io.movein.local.bench.tier;

import io.movein.local.bench.objects.Measured;
import io.movein.local.files.ProcessImage;
import io.movein.local.stack.ProgramFiles;
import io.movein.standin.postgresql.PostgresProcess;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** tier-migration as a process of its own, from its start to the switch. */
record TierProgram(Path folder, List<Path> jars) {

    private static final Path MODULE = Path.of("processes/tier-migration");
    private static final String PLAN = """
            reason: bench
            tenant: tenant-0
            cutover: automatic
            changes: freeze
            postgresql:
              source: {url: "%s", user: {secret: db/user}, password: {secret: db/password}}
              target: {url: "%s", user: {secret: db/user}, password: {secret: db/password}}
              rows: {column: tenant_id, value: tenant-0}
            switch:
              database: {url: "%s", user: {secret: db/user}, password: {secret: db/password}}
              freeze: update public.tenants set read_only = true
              unfreeze: update public.tenants set read_only = false
              read: select place from public.tenants
              set: update public.tenants set place = :to where place = :from
              from: shared
              to: dedicated
            """;

    static TierProgram in(Path folder) {
        return new TierProgram(folder, ProgramFiles.ofThisCheckout().jars(MODULE));
    }

    Measured move(SharedRows rows) throws IOException, InterruptedException {
        write("secrets/db/user", PostgresProcess.USER);
        write("secrets/db/password", PostgresProcess.PASSWORD);
        var plan = write(
                "plan.yaml",
                PLAN.formatted(rows.url(SharedRows.ALL), rows.url(SharedRows.TARGET), rows.url("control")));
        return Measured.ofJob(words(), plan, folder, "tier-migration.log");
    }

    private List<String> words() {
        var words = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx256m"));
        words.addAll(ProcessImage.JAVA_OPTIONS);
        words.addAll(List.of(
                "-cp",
                jars.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator)),
                "io.movein.tier.TierMigration"));
        return words;
    }

    private Path write(String name, String content) throws IOException {
        var file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, content);
    }
}
