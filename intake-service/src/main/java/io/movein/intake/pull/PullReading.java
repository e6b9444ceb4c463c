package io.movein.intake.pull;

import io.movein.contract.MigrationId;
import io.movein.contract.plan.PlanPaths.StageBranch;
import io.movein.github.GitHubAccount;
import io.movein.github.PullFile;
import io.movein.github.PullReview;
import io.movein.github.PullSnapshot;
import io.movein.github.RepositoryFile;
import io.movein.model.Role;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * A pull request of a stage with all that hangs on it.
 *
 * @param files of the plan's folder at the head
 * @param texts the contents of files by their SHA
 * @param roles who is who on the plan, by numeric id
 */
public record PullReading(
        MigrationId plan,
        StageBranch stage,
        PullSnapshot pull,
        List<PullFile> changes,
        Set<GitHubAccount> writers,
        List<RepositoryFile> files,
        Map<String, byte[]> texts,
        List<PullReview> reviews,
        Function<Long, List<Role>> roles) {}
