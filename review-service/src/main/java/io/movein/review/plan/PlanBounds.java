package io.movein.review.plan;

import io.movein.command.StageRead;
import io.movein.command.StageReviewed;
import io.movein.contract.plan.PlanLimits;
import io.movein.contract.plan.StageArtifact;
import io.movein.model.ArtifactFile;
import io.movein.model.Person;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Holds what was read to its limits, whatever intake read it. */
final class PlanBounds {
    private static final int LOGIN = 100;

    private PlanBounds() {}

    static StageRead bounded(StageRead read) {
        var files = new ArrayList<ArtifactFile>();
        var left = PlanLimits.ALL_BYTES;
        for (var file : read.getFiles().stream().limit(PlanLimits.FILES).toList()) {
            var text = isArtifact(file) ? file.getText() : null; // nobody reads another
            var bytes = text == null ? 0 : text.getBytes(StandardCharsets.UTF_8).length;
            var isKept = bytes <= PlanLimits.FILE_BYTES && bytes <= left;
            left -= isKept ? bytes : 0;
            files.add(ArtifactFile.newBuilder(file)
                    .setPath(cut(file.getPath(), PlanLimits.PATH))
                    .setFormerPath(maybe(file.getFormerPath()))
                    .setMode(cut(file.getMode(), PlanLimits.PATH))
                    .setText(isKept ? text : null)
                    .build());
        }
        return StageRead.newBuilder(read)
                .setFiles(files)
                .setOtherPaths(read.getOtherPaths().stream()
                        .limit(PlanLimits.OTHER_PATHS)
                        .map(path -> cut(path, PlanLimits.PATH))
                        .toList())
                .setWriters(writers(read.getWriters()))
                .setMoreWriters(read.getMoreWriters() || read.getWriters().size() > PlanLimits.WRITERS)
                .setBranch(cut(read.getBranch(), PlanLimits.PATH))
                .setBase(cut(read.getBase(), PlanLimits.PATH))
                .setHead(cut(read.getHead(), PlanLimits.PATH))
                .setMergeCommit(maybe(read.getMergeCommit()))
                .setBlocked(maybe(read.getBlocked()))
                .build();
    }

    private static boolean isArtifact(ArtifactFile file) {
        return StageArtifact.named(file.getPath().substring(file.getPath().lastIndexOf('/') + 1))
                .isPresent();
    }

    private static List<Person> writers(List<Person> writers) {
        return writers.stream()
                .limit(PlanLimits.WRITERS)
                .map(writer -> Person.newBuilder(writer)
                        .setLogin(cut(writer.getLogin(), LOGIN))
                        .build())
                .toList();
    }

    static StageReviewed bounded(StageReviewed review) {
        return StageReviewed.newBuilder(review)
                .setCommit(cut(review.getCommit()))
                .build();
    }

    static String cut(String text) {
        return cut(text, PlanLimits.PATH);
    }

    private static @Nullable String maybe(@Nullable String text) {
        return text == null ? null : cut(text, PlanLimits.PATH);
    }

    private static String cut(String text, int most) {
        return text.length() <= most ? text : text.substring(0, most - 1) + "…";
    }
}
