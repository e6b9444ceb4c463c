package io.movein.store.objects;

import io.movein.process.Assignment;
import io.movein.process.evidence.EvidenceStore;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/** Evidence in a bucket, in a folder of its own for each run. Nothing there is replaced. */
public record ObjectEvidence(ObjectStore store, String folder) implements EvidenceStore {

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmssSSS'Z'").withZone(ZoneOffset.UTC);

    /** @param prefix below the store's own, under which every run has its folder */
    public static ObjectEvidence of(ObjectStore store, String prefix, Assignment assignment, Clock clock) {
        return new ObjectEvidence(
                store,
                "%s%s/run-%d-%s/"
                        .formatted(
                                prefix,
                                assignment.migration().replaceAll("[^A-Za-z0-9.-]+", "-"),
                                assignment.run(),
                                TIME.format(clock.instant())));
    }

    /** What {@link #location()} names, if it lies in this store. */
    public static Optional<EvidenceStore> at(ObjectStore store, String location) {
        var root = root(store);
        return location.startsWith(root) && location.length() > root.length()
                ? Optional.of(new ObjectEvidence(
                        store, location.substring(root.length()).replaceFirst("/*$", "/")))
                : Optional.empty();
    }

    private static String root(ObjectStore store) {
        return "s3://%s/%s".formatted(store.place().bucket(), store.place().prefix());
    }

    @Override
    public String location() {
        return root(store) + folder;
    }

    @Override
    public void write(String name, Path file) throws IOException {
        try (var upload = store.upload(folder + name, Description.NONE, Files.size(file))) {
            Files.copy(file, upload);
            upload.finish();
        }
    }

    @Override
    public InputStream read(String name) throws IOException {
        return store.fetch(folder + name)
                .orElseThrow(() -> new FileNotFoundException(location() + name))
                .content();
    }
}
