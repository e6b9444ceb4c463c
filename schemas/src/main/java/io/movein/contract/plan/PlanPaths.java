package io.movein.contract.plan;

import io.movein.contract.EnumText;
import io.movein.contract.MigrationId;
import io.movein.model.Stage;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** Where a plan lives in its repository: the folder of its artifacts, and a branch for each attempt of a stage. */
public final class PlanPaths {
    private static final Pattern BRANCH = Pattern.compile(
            "movein/plan-([1-9][0-9]{0,8})/(assessment|mapping|migrate|validation|cutover)(?:-([2-9]|[1-9][0-9]{1,3}))?");

    /** The attempt of a stage that a branch is for. */
    public record StageBranch(int issue, Stage stage, int attempt) {}

    private PlanPaths() {}

    /** {@code plans/12/} */
    public static String folder(MigrationId plan) {
        return "plans/" + plan.number() + "/";
    }

    /** {@code plans/12/inventory.yaml} */
    public static String path(MigrationId plan, StageArtifact artifact) {
        return folder(plan) + artifact.file();
    }

    /** {@code movein/plan-12/mapping}, and {@code movein/plan-12/mapping-2} for the second attempt. */
    public static String branch(MigrationId plan, Stage stage, int attempt) {
        return "movein/plan-" + plan.number() + "/" + EnumText.hyphenated(stage) + (attempt > 1 ? "-" + attempt : "");
    }

    /** Empty: the branch is no stage's. */
    public static Optional<StageBranch> parse(String branch) {
        var match = BRANCH.matcher(branch);
        if (!match.matches()) {
            return Optional.empty();
        }
        var attempt = match.group(3) == null ? 1 : Integer.parseInt(match.group(3));
        var stage = Stage.valueOf(match.group(2).toUpperCase(Locale.ROOT));
        return Optional.of(new StageBranch(Integer.parseInt(match.group(1)), stage, attempt));
    }
}
