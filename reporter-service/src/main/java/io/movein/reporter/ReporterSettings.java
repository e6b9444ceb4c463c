package io.movein.reporter;

import io.movein.contract.issue.CommentSeal;
import io.movein.github.GitHubAccess;
import io.movein.github.GitHubSettings;
import io.movein.github.OperatorAccount;
import io.movein.reporter.page.PageSettings;
import io.movein.reporter.text.LogLinks;
import io.movein.runtime.Secret;
import io.movein.runtime.ServiceSettings;
import io.movein.runtime.Settings;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * What the reporter is told.
 *
 * @param statusInterval progress alone edits the status comment no more often
 * @param settleTime how long an event that nobody waits for is held back, because others often follow at once
 * @param reconcileInterval between two comparisons of all open migrations with their issues
 * @param operators logins and {@code organisation/team-slug} to be mentioned where an operator must act
 * @param commentSecret with which own comments are sealed
 * @param logs where the platform shows the log of a run
 * @param modifyForm address of the form {@code modify my capability}, of which remedies speak
 * @param page where operators see what waits for them
 */
public record ReporterSettings(
        ServiceSettings service,
        GitHubAccess github,
        Duration statusInterval,
        Duration settleTime,
        Duration reconcileInterval,
        List<String> operators,
        Optional<Secret> commentSecret,
        LogLinks logs,
        Optional<String> modifyForm,
        PageSettings page) {
    private static final String ADDRESS = "https?://[^\\s<>()]+";
    private static final String AN_ADDRESS = "an address with http:// or https://, without blanks, < > ( and )";

    public static ReporterSettings read(Settings in) {
        var service = ServiceSettings.read(in);
        var github = GitHubSettings.access(in);
        return new ReporterSettings(
                service,
                github,
                in.duration("MOVEIN_STATUS_INTERVAL", Duration.ofSeconds(60)),
                in.duration("MOVEIN_SETTLE_TIME", Duration.ofSeconds(2)),
                in.duration("MOVEIN_RECONCILE_INTERVAL", Duration.ofMinutes(5)),
                operators(in),
                in.optionalSecret("MOVEIN_COMMENT_SECRET"),
                logs(in),
                modifyForm(in),
                PageSettings.read(in, service.port(), github.apiUrl().toString()));
    }

    private static Optional<String> modifyForm(Settings in) {
        var form = in.optional("MOVEIN_MODIFY_FORM_URL");
        form.filter(url -> !url.matches(ADDRESS))
                .ifPresent(url -> in.problem("MOVEIN_MODIFY_FORM_URL is '" + url + "' (expected " + AN_ADDRESS + ")"));
        return form;
    }

    private static LogLinks logs(Settings in) {
        var links = new LogLinks(in.optional("MOVEIN_LOG_URL"));
        links.template()
                .filter(url -> !url.matches(ADDRESS))
                .ifPresent(url -> in.problem("MOVEIN_LOG_URL is '" + url + "' (expected " + AN_ADDRESS + ")"));
        if (!links.unknown().isEmpty()) {
            in.problem("MOVEIN_LOG_URL has the placeholders " + links.unknown() + " (expected some of "
                    + new TreeSet<>(LogLinks.PLACEHOLDERS) + ")");
        }
        return links;
    }

    /** By an id alone nobody can be mentioned. */
    private static List<String> operators(Settings in) {
        var logins = GitHubSettings.operators(in).stream()
                .map(OperatorAccount::login)
                .filter(Objects::nonNull);
        return Stream.concat(GitHubSettings.operatorTeam(in).stream(), logins).toList();
    }

    CommentSeal seal() {
        return CommentSeal.with(commentSecret.map(Secret::value));
    }
}
