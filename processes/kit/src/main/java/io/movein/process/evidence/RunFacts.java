package io.movein.process.evidence;

import io.movein.process.report.Course;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * {@code run.json}: who, what, when and why.
 *
 * @param reason        why the migration is made, in its owner's words; empty where nobody said
 * @param who           whom the platform names: who filed, who approved
 * @param versions      of the program, the kit and the Java runtime
 * @param outcome       in words: {@code completed with errors}
 * @param configuration as read; names its secrets and has none
 * @param figures       the program's own
 * @param phases        of this run and those before it over the same journal, with times
 * @param steps         the audit trail: what was done of which somebody may ask later
 */
public record RunFacts(
        String program,
        String migration,
        int run,
        String tenant,
        String mode,
        String attempt,
        String reason,
        Map<String, String> who,
        Instant started,
        Instant ended,
        String outcome,
        String summary,
        Map<String, String> versions,
        Object configuration,
        Map<String, Object> figures,
        List<Course.Phase> phases,
        List<Course.Step> steps) {}
