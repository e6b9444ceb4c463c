package io.movein.live;

import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * How far a migration is.
 *
 * @param migrationId         the tenant's name, as it has one migration at a time
 * @param progress            of the copy, 0 to 1; none while the number of keys is not known
 * @param keysSynced          copied
 * @param keysTotal           that the source had when it was counted; none before
 * @param lagKeys             writes that have come from the source and are not yet at the target; none while it is not known
 * @param lagBytes            of the source's stream; none while it is not known
 * @param estimatedCompletion seconds of the copy that are left; none while it is not known
 * @param downtimeMillis      how long writes were held at the cutover; none before it
 * @param lateClients         connections of the tenant that came to the source within the last second and were closed; none before the move
 * @param durationSeconds     since it began, until it ended
 * @param error               why it failed, or why the last cutover did not come about; empty where there is none
 */
public record MigrationStatus(
        String migrationId,
        String tenant,
        String source,
        String target,
        Phase phase,
        OptionalDouble progress,
        long keysSynced,
        OptionalLong keysTotal,
        OptionalLong lagKeys,
        OptionalLong lagBytes,
        OptionalLong estimatedCompletion,
        OptionalDouble downtimeMillis,
        OptionalInt lateClients,
        double durationSeconds,
        Optional<String> error) {}
