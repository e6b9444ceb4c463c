package io.movein.local.files;

import io.movein.local.demo.FilledForm;
import io.movein.local.github.GitHubUser;
import io.movein.local.screen.Screen;
import io.movein.local.stack.LocalStack;
import io.movein.local.tenant.LocalTenant;
import io.movein.standin.objects.S3Server;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The tenant that the application is, live on the cluster, and what its owner asks for. */
public record FilesTenant(
        GitHubUser owner, GitHubUser operator, LocalTenant tenant, String image, FilesApplication files) {

    private static final String NAMESPACE = "files";
    private static final ProcessImage.Program PROGRAM = new ProcessImage.Program(
            "storage-migration", "io.movein.storage.StorageMigration", "256m", ProcessImage.SHORT_RUN);

    /** Returns when the tenant's own program answers. */
    public static FilesTenant ready(LocalStack stack, FilesApplication files, Screen screen)
            throws InterruptedException {
        var ready = OnboardedTenant.ready(stack, NAMESPACE, secrets(), PROGRAM, screen);
        return new FilesTenant(ready.owner(), ready.operator(), ready.tenant(), ready.image(), files);
    }

    private static Map<String, Map<String, String>> secrets() {
        var key = Map.of("access-key", S3Server.ACCESS_KEY, "secret-key", S3Server.SECRET_KEY);
        return Map.of(
                "old-bucket", key, "new-bucket", key, "files-db", Map.of("user", "postgres", "password", "postgres"));
    }

    public String namespace() {
        return tenant.namespace();
    }

    /** What the owner fills into the form. */
    public FilledForm request(String mode) {
        return new FilledForm(
                tenant.onboardingIssue(),
                "%d files of the organisation acme in the bucket old-files, listed in the table files"
                        .formatted(FilesApplication.FILES + Misfit.ALL.size()),
                image,
                mode,
                "500m",
                "512Mi",
                "64Mi",
                List.of(host(files.oldEndpoint()), host(files.newEndpoint()), host(files.database())),
                List.of(),
                List.of("old-bucket", "new-bucket", "files-db"),
                "safe on populated destination",
                "yes",
                "2m",
                configuration(),
                "");
    }

    private static String host(URI uri) {
        return uri.getHost() + ":" + uri.getPort();
    }

    private String configuration() {
        return """
                reason: our own bucket is active since Monday
                target: new
                bindings:
                  old:
                    endpoint: %s
                    region: us-east-1
                    bucket: old-files
                    accessKey: {secret: old-bucket/access-key}
                    secretKey: {secret: old-bucket/secret-key}
                    status: disabled
                  new:
                    endpoint: %s
                    region: us-east-1
                    bucket: new-files
                    accessKey: {secret: new-bucket/access-key}
                    secretKey: {secret: new-bucket/secret-key}
                    status: active
                catalogue:
                  postgresql:
                    url: jdbc:%s/postgres
                    user: {secret: files-db/user}
                    password: {secret: files-db/password}
                    table: files
                    columns: {sha256: sha256}
                    bindings: {table: bindings}
                naming: "files/{key}"
                transfer: {silence: 5s, patience: 3s}
                pace: {workers: 8, rate: 4MiB/s}
                evidence: {binding: new}""".formatted(files.oldEndpoint(), files.newEndpoint(), files.database());
    }

    /** Those that the live run cannot move, by cause. */
    public static Map<String, Long> expectedCauses() {
        return Misfit.ALL.stream().collect(Collectors.groupingBy(Misfit::cause, TreeMap::new, Collectors.counting()));
    }

    public static int misfits() {
        return Misfit.ALL.size();
    }

    public static int failing() {
        return (int) Misfit.ALL.stream().filter(misfit -> !misfit.isSkipped()).count();
    }

    /** Files that the second live run has left to move. */
    public static int left() {
        return (int) Misfit.ALL.stream().filter(Misfit::stays).count();
    }
}
