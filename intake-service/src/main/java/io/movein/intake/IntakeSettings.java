package io.movein.intake;

import io.movein.github.GitHubAccess;
import io.movein.github.GitHubSettings;
import io.movein.github.OperatorAccount;
import io.movein.runtime.Secret;
import io.movein.runtime.ServiceSettings;
import io.movein.runtime.Settings;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What intake is told.
 *
 * @param commentSecret with which the reporter seals its comments; empty: a seal that tells accidents only
 * @param operators logins or numeric ids
 * @param operatorTeam `organisation/team-slug`
 * @param redeliveryInterval between two looks for deliveries that failed; only a GitHub App can look
 */
public record IntakeSettings(
        ServiceSettings service,
        GitHubAccess github,
        Secret webhookSecret,
        Optional<Secret> commentSecret,
        List<OperatorAccount> operators,
        @Nullable String operatorTeam,
        Duration pollInterval,
        Duration redeliveryInterval) {

    public static IntakeSettings read(Map<String, String> env) {
        return Settings.read(env, in -> {
            var operators = GitHubSettings.operators(in);
            var team = GitHubSettings.operatorTeam(in).orElse(null);
            if (in.list("MOVEIN_OPERATORS").isEmpty() && team == null) {
                in.problem(
                        "neither MOVEIN_OPERATORS nor MOVEIN_OPERATOR_TEAM is set (expected one or both: without operators nobody could approve a migration)");
            }
            return new IntakeSettings(
                    ServiceSettings.read(in),
                    GitHubSettings.access(in),
                    in.secret("MOVEIN_WEBHOOK_SECRET"),
                    in.optionalSecret("MOVEIN_COMMENT_SECRET"),
                    operators,
                    team,
                    in.duration("MOVEIN_POLL_INTERVAL", Duration.ofMinutes(2)),
                    in.duration("MOVEIN_REDELIVERY_INTERVAL", Duration.ofMinutes(5)));
        });
    }

    public String repository() {
        return github.repository();
    }
}
