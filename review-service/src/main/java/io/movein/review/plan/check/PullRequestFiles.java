package io.movein.review.plan.check;

import io.movein.command.StageRead;
import io.movein.contract.Digest;
import io.movein.contract.EnumText;
import io.movein.contract.MigrationId;
import io.movein.contract.plan.PlanLimits;
import io.movein.contract.plan.PlanPaths;
import io.movein.contract.plan.StageArtifact;
import io.movein.model.ArtifactFile;
import io.movein.model.ArtifactProblem;
import io.movein.model.FileChange;
import io.movein.model.Stage;
import io.movein.review.plan.artifact.ArtifactDocument;
import io.movein.review.plan.artifact.ArtifactReader;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The files of a stage's pull request: the artifacts of its stage and of those before it, each a regular file of text, none of an
 * earlier stage changed since that passed, and nothing outside of the plan's folder. Git can carry a link where a file belongs.
 */
public final class PullRequestFiles {
    static final String FORK = "stage.from-a-fork";
    static final String ELSEWHERE = "stage.file-elsewhere";
    static final String EARLIER = "stage.earlier-artifact-changed";
    static final String MISSING = "artifact.missing";
    static final String RENAMED = "artifact.renamed";
    static final String NO_FILE = "artifact.not-a-regular-file";
    static final String TOO_LARGE = "artifact.too-large";
    static final String NO_TEXT = "artifact.not-text";
    private static final String LINK = "120000";

    private final StageRead read;
    private final Map<String, String> passed;
    private final List<ArtifactProblem> problems = new ArrayList<>();
    private final Map<StageArtifact, ArtifactDocument> artifacts = new EnumMap<>(StageArtifact.class);

    private PullRequestFiles(StageRead read, Map<String, String> passed) {
        this.read = read;
        this.passed = passed;
    }

    /** @param passed SHA-256 of the artifacts of the stages that have passed, by path */
    public static PullRequestFiles of(StageRead read, Map<String, String> passed) {
        var files = new PullRequestFiles(read, passed);
        files.check();
        return files;
    }

    public List<ArtifactProblem> problems() {
        return problems;
    }

    /** Those that can be relied upon. */
    public Map<StageArtifact, ArtifactDocument> artifacts() {
        return artifacts;
    }

    private void check() {
        if (read.getFork()) {
            found(
                    read.getBranch(),
                    FORK,
                    "the branch is in another repository",
                    "the branch that Movein opened",
                    "push to " + read.getBranch() + " of this repository");
        }
        read.getOtherPaths()
                .forEach(path -> found(
                        path,
                        ELSEWHERE,
                        "the pull request changes it",
                        "only files in the plan's folder, at most " + PlanLimits.FILES,
                        "remove it from this branch"));
        read.getFiles().stream()
                .filter(file -> file.getMode().equals(LINK) && artifact(file.getPath()) == null)
                .forEach(this::link);
        for (var artifact : StageArtifact.values()) {
            if (artifact.stage().compareTo(read.getStage()) <= 0) {
                check(artifact, PlanPaths.path(MigrationId.parse(read.getMigration()), artifact));
            }
        }
    }

    private static @Nullable StageArtifact artifact(String path) {
        return StageArtifact.named(path.substring(path.lastIndexOf('/') + 1)).orElse(null);
    }

    private void check(StageArtifact artifact, String path) {
        var file = read.getFiles().stream()
                .filter(found -> found.getPath().equals(path))
                .findFirst();
        if (file.isEmpty() || file.get().getChange() == FileChange.REMOVED) {
            missing(path, file.isPresent());
        } else if (isRegular(file.get())) {
            var text = file.get().getText();
            if (text == null) {
                unread(file.get());
            } else if (artifact.stage() == read.getStage()) {
                parse(artifact, path, text);
            } else if (Digest.sha256(text).equals(passed.get(path))) {
                parse(artifact, path, text);
            } else {
                found(
                        path,
                        EARLIER,
                        "it has changed since its stage passed",
                        "artifacts of earlier stages unchanged",
                        "undo the change, or go back with /reopen " + word(artifact.stage()));
            }
        }
    }

    private static String word(Stage stage) {
        return EnumText.hyphenated(stage);
    }

    private void missing(String path, boolean isRemoved) {
        var renamed = read.getFiles().stream()
                .filter(file -> path.equals(file.getFormerPath()))
                .map(ArtifactFile::getPath)
                .findFirst();
        if (renamed.isPresent()) {
            found(path, RENAMED, "it was renamed to " + renamed.get(), path, "restore its name");
        } else {
            found(path, MISSING, isRemoved ? "it was removed" : "it is not there", "the artifact", "add it and push");
        }
    }

    private boolean isRegular(ArtifactFile file) {
        if (file.getMode().startsWith("100")) {
            return true;
        }
        link(file);
        return false;
    }

    private void link(ArtifactFile file) {
        found(
                file.getPath(),
                NO_FILE,
                "it is " + (file.getMode().equals(LINK) ? "a symbolic link" : "of mode " + file.getMode()),
                "a regular file",
                "replace it with the file itself");
    }

    private void unread(ArtifactFile file) {
        if (file.getSize() > PlanLimits.FILE_BYTES) {
            found(
                    file.getPath(),
                    TOO_LARGE,
                    "it has " + file.getSize() + " bytes",
                    "at most " + PlanLimits.FILE_BYTES,
                    "make it smaller");
        } else {
            found(
                    file.getPath(),
                    NO_TEXT,
                    "it cannot be read as text",
                    "UTF-8, and at most " + PlanLimits.ALL_BYTES + " bytes in all files together",
                    "write it as UTF-8");
        }
    }

    private void parse(StageArtifact artifact, String path, String text) {
        var document = ArtifactReader.read(artifact, path, text);
        problems.addAll(document.problems());
        if (document.isUsable()) {
            artifacts.put(artifact, document);
        }
    }

    private void found(String path, String code, String what, String expected, String remedy) {
        problems.add(ArtifactProblem.newBuilder()
                .setFile(path)
                .setCode(code)
                .setWhat(what)
                .setExpected(expected)
                .setRemedy(remedy)
                .build());
    }
}
