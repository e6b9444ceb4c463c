package io.movein.reporter.text;

import io.movein.contract.MigrationId;
import io.movein.model.MigrationStatus;
import io.movein.model.Run;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** Where the platform shows the log of a run: an address with placeholders like {@code {job}}. */
public record LogLinks(Optional<String> template) {
    public static final Set<String> PLACEHOLDERS =
            Set.of("namespace", "job", "migration", "issue", "run", "start", "end");
    public static final LogLinks NONE = new LogLinks(Optional.empty());

    private static final Pattern PLACEHOLDER = Pattern.compile("\\{([^{}]*)}");

    /** Placeholders of the template that nobody knows. */
    public Set<String> unknown() {
        var unknown = new TreeSet<String>();
        template.ifPresent(text ->
                PLACEHOLDER.matcher(text).results().map(match -> match.group(1)).forEach(unknown::add));
        unknown.removeAll(PLACEHOLDERS);
        return unknown;
    }

    /** How it is read on the cluster where the platform shows none; empty before its start, and once its Job is removed. */
    public Optional<String> command(MigrationId migration, MigrationStatus status, Run run) {
        var tenant = status.getTenant();
        return template.isPresent() || tenant == null || run.getStartedAt() == null || run.getTornDown()
                ? Optional.empty()
                : Optional.of("kubectl logs --namespace " + tenant + " job/" + job(migration, run));
    }

    private static String job(MigrationId migration, Run run) {
        return "movein-" + migration.number() + "-run-" + run.getNumber();
    }

    /** Times are in milliseconds since 1970; the end is empty while it runs. */
    public Optional<String> of(MigrationId migration, MigrationStatus status, Run run) {
        var tenant = status.getTenant();
        var started = run.getStartedAt();
        if (tenant == null || started == null) {
            return Optional.empty();
        }
        var result = run.getResult();
        var values = Map.of(
                "namespace", tenant,
                "job", job(migration, run),
                "migration", migration.toString(),
                "issue", Integer.toString(migration.number()),
                "run", Integer.toString(run.getNumber()),
                "start", Long.toString(started.toEpochMilli()),
                "end",
                        result == null
                                ? ""
                                : Long.toString(result.getFinishedAt().toEpochMilli()));
        return template.map(text -> PLACEHOLDER
                .matcher(text)
                .replaceAll(match -> URLEncoder.encode(values.getOrDefault(match.group(1), ""), StandardCharsets.UTF_8)
                        .replace("+", "%20")));
    }
}
