package io.movein.tier.configuration;

import io.movein.process.ConfigurationProblem;
import io.movein.tier.configuration.TierPlan.Bucket;
import java.time.Duration;
import java.util.List;

/**
 * The tenant's objects.
 *
 * @param empty      whether it is right that there are none
 * @param maxLag     objects that the last listing may have shown to be changed when the tenant is frozen
 * @param every      after which the source is listed again
 * @param limit      that the rest may take while the tenant is frozen
 * @param references to them in the tenant's rows
 */
public record ObjectsPlan(
        Bucket source,
        Bucket target,
        boolean empty,
        long maxLag,
        Duration every,
        Duration limit,
        List<Reference> references) {

    void addTo(List<ConfigurationProblem> problems, boolean withRows) {
        if (overlap()) {
            problems.add(ConfigurationProblem.of(
                    "objects.target",
                    "bucket '%s' and prefix '%s', which overlaps the source's"
                            .formatted(target.bucket(), target.prefix()),
                    "another bucket, or a prefix that is not the beginning of the other"));
        }
        if (!references.isEmpty() && !withRows) {
            problems.add(ConfigurationProblem.of("objects.references", "no postgresql", "it, as they are in its rows"));
        }
        references.stream()
                .filter(Reference::overlaps)
                .forEach(reference -> problems.add(ConfigurationProblem.of(
                        reference.where(),
                        "'%s' and '%s', of which one begins with the other".formatted(reference.from(), reference.to()),
                        "two that can be told apart")));
    }

    private boolean overlap() {
        return source.endpoint().equals(target.endpoint())
                && source.bucket().equals(target.bucket())
                && (source.prefix().startsWith(target.prefix())
                        || target.prefix().startsWith(source.prefix()));
    }
}
