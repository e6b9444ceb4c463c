package io.movein.intake.pull;

import io.movein.contract.plan.PlanLimits;
import io.movein.contract.plan.PlanPaths;
import io.movein.github.PullFile;
import io.movein.github.RepositoryFile;
import io.movein.model.ArtifactFile;
import io.movein.model.FileChange;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The files of a plan's folder as they come along in a command, within {@link PlanLimits}; what is beyond is named at least. */
final class Artifacts {

    private final PullReading reading;
    private final String folder;
    private final Map<String, PullFile> changes = new HashMap<>();
    private final List<ArtifactFile> files = new ArrayList<>();
    private final List<String> others = new ArrayList<>();
    private int bytes;

    Artifacts(PullReading reading) {
        this.reading = reading;
        this.folder = PlanPaths.folder(reading.plan());
        reading.changes().forEach(change -> changes.put(change.path(), change));
        reading.files().stream()
                .sorted(Comparator.comparing(RepositoryFile::path))
                .forEach(file -> add(file.path(), file(file)));
        reading.changes().stream()
                .filter(change ->
                        change.status().equals("removed") && change.path().startsWith(folder))
                .forEach(change -> add(change.path(), removed(change)));
        reading.changes().stream()
                .flatMap(Artifacts::paths)
                .filter(path -> !path.startsWith(folder))
                .distinct()
                .forEach(this::other);
    }

    List<ArtifactFile> files() {
        return List.copyOf(files);
    }

    List<String> otherPaths() {
        return List.copyOf(others);
    }

    /** Worth reading: small enough and a regular file. */
    static boolean isReadable(RepositoryFile file) {
        return file.mode().startsWith("100") && file.size() <= PlanLimits.FILE_BYTES;
    }

    private void add(String path, ArtifactFile file) {
        if (files.size() < PlanLimits.FILES && path.length() <= PlanLimits.PATH) {
            files.add(file);
        } else {
            other(path);
        }
    }

    private void other(String path) {
        if (others.size() < PlanLimits.OTHER_PATHS) {
            others.add(path.length() > PlanLimits.PATH ? path.substring(0, PlanLimits.PATH) : path);
        }
    }

    private ArtifactFile file(RepositoryFile file) {
        var change = changes.get(file.path());
        return ArtifactFile.newBuilder()
                .setPath(file.path())
                .setSize(file.size())
                .setMode(file.mode())
                .setChange(change == null ? FileChange.UNCHANGED : kind(change))
                .setFormerPath(change == null ? null : change.formerPath())
                .setText(text(file))
                .build();
    }

    private static ArtifactFile removed(PullFile change) {
        return ArtifactFile.newBuilder()
                .setPath(change.path())
                .setChange(FileChange.REMOVED)
                .build();
    }

    private @Nullable String text(RepositoryFile file) {
        var contents = reading.texts().get(file.blob());
        if (!isReadable(file) || contents == null || bytes + contents.length > PlanLimits.ALL_BYTES) {
            return null;
        }
        try {
            var text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(contents))
                    .toString();
            bytes += contents.length;
            return text;
        } catch (CharacterCodingException noText) {
            return null;
        }
    }

    private static FileChange kind(PullFile change) {
        return switch (change.status()) {
            case "added", "copied" -> FileChange.ADDED;
            case "modified", "changed" -> FileChange.MODIFIED;
            case "renamed" -> FileChange.RENAMED;
            case "unchanged" -> FileChange.UNCHANGED;
            default -> FileChange.UNKNOWN;
        };
    }

    private static Stream<String> paths(PullFile change) {
        return Stream.concat(Stream.of(change.path()), Stream.ofNullable(change.formerPath()));
    }
}
