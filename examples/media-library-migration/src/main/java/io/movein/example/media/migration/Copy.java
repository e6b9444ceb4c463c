package io.movein.example.media.migration;

import io.movein.example.media.Manifest;
import java.io.IOException;
import java.io.OutputStream;
import java.security.DigestInputStream;
import java.util.HexFormat;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;

/** Brings every file of the manifest over, four at a time; a file is done when the storage has confirmed its SHA-256. */
final class Copy {

    private static final int AT_A_TIME = 4;

    private final Source source;
    private final Destination destination;
    private final Journal journal;
    private final Progress progress;
    private final Pace pace;
    private final boolean dryRun;
    private final AtomicBoolean stop;

    Copy(
            Assignment assignment,
            Source source,
            Destination destination,
            Journal journal,
            Progress progress,
            Pace pace,
            AtomicBoolean stop) {
        this.source = source;
        this.destination = destination;
        this.journal = journal;
        this.progress = progress;
        this.pace = pace;
        this.dryRun = assignment.dryRun();
        this.stop = stop;
    }

    /** Returns when all is copied or {@code stop} was set; between two files is the safe point. */
    void run(Manifest manifest) throws Failure, InterruptedException {
        try (var workers = Executors.newFixedThreadPool(AT_A_TIME)) {
            var copies = new ExecutorCompletionService<Void>(workers);
            manifest.entries().forEach(file -> copies.submit(() -> one(file), null));
            for (var i = 0; i < manifest.entries().size(); i++) {
                copies.take().get();
            }
        } catch (ExecutionException e) {
            if (e.getCause() instanceof FileFailure failure) {
                throw failure.reason;
            }
            throw new IllegalStateException(e.getCause());
        }
    }

    private void one(Manifest.Entry file) {
        if (stop.get()) {
            return;
        }
        try {
            if (dryRun) {
                read(file);
            } else if (!(journal.has(file) && destination.holds(file))) {
                copy(file);
                journal.add(file);
            }
            progress.oneMore();
        } catch (Failure e) {
            stop.set(true);
            throw new FileFailure(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Whoever is told first of a broken or wrong file may be the storage: the source is asked before it is blamed. */
    private void copy(Manifest.Entry file) throws Failure, InterruptedException {
        try (var paced = new PacedStream(source.open(file), pace);
                var content = new DigestInputStream(paced, Manifest.sha256())) {
            put(file, paced, content);
            compare(file, content);
        } catch (IOException e) {
            throw brokenOff(file, e);
        }
    }

    private void put(Manifest.Entry file, PacedStream paced, DigestInputStream content)
            throws Failure, InterruptedException {
        try {
            destination.put(file, content);
        } catch (Failure e) {
            if (paced.broken().isPresent()) {
                throw brokenOff(file, paced.broken().get());
            }
            if (e.kind() == Failure.Kind.MISMATCH) {
                compare(file, content);
            }
            throw e;
        }
    }

    private void read(Manifest.Entry file) throws Failure, InterruptedException {
        try (var content = new DigestInputStream(new PacedStream(source.open(file), pace), Manifest.sha256())) {
            content.transferTo(OutputStream.nullOutputStream());
            compare(file, content);
        } catch (IOException e) {
            throw brokenOff(file, e);
        }
    }

    private static Failure brokenOff(Manifest.Entry file, IOException e) {
        return new Failure(Failure.Kind.SOURCE, "the old host broke off %s: %s".formatted(file.path(), e.getMessage()));
    }

    private static void compare(Manifest.Entry file, DigestInputStream content) throws Failure {
        var found = HexFormat.of().formatHex(content.getMessageDigest().digest());
        if (!found.equals(file.sha256())) {
            throw new Failure(
                    Failure.Kind.MISMATCH,
                    "the old host gave %s with SHA-256 %s, its manifest says %s"
                            .formatted(file.path(), found, file.sha256()));
        }
    }

    private static final class FileFailure extends RuntimeException {
        private final transient Failure reason;

        FileFailure(Failure reason) {
            super(reason);
            this.reason = reason;
        }
    }
}
