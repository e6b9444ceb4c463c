package io.movein.reporter;

import io.movein.github.GitHubAccess;
import io.movein.github.GitHubSettings;
import io.movein.runtime.ServiceSettings;
import io.movein.runtime.Settings;
import java.time.Duration;
import java.util.Optional;

/**
 * What the reporter is told.
 *
 * @param statusInterval progress alone edits the status comment no more often
 * @param operatorTeam {@code organisation/team} to be mentioned where an operator must act
 */
public record ReporterSettings(
        ServiceSettings service, GitHubAccess github, Duration statusInterval, Optional<String> operatorTeam) {
    public static ReporterSettings read(Settings in) {
        return new ReporterSettings(
                ServiceSettings.read(in),
                GitHubSettings.access(in),
                in.duration("MOVEIN_STATUS_INTERVAL", Duration.ofSeconds(60)),
                GitHubSettings.operatorTeam(in));
    }
}
