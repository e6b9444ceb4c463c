package io.movein.store.kafka;

/**
 * Both sides of a partition, read once more up to the position that was agreed on. Records that the shared topic has lost since they were
 * copied, by its retention or as newer ones of their keys replaced them, are left out at both and counted.
 *
 * @param of          the shared partition: {@code orders-0}
 * @param source      the tenant's records at the source
 * @param target      those at the target
 * @param gone        at the target alone, as the source has let go of them
 * @param sourceSum   SHA-256 over keys, values, headers and times, in order
 * @param mapped      source offset up to which the map of offsets has no gap, as far as the position that was agreed on
 * @param end         the position that was agreed on
 * @param difference  the first, in words; empty where there is none
 */
public record PartitionComparison(
        String of,
        long source,
        long target,
        long gone,
        String sourceSum,
        String targetSum,
        long mapped,
        long end,
        String difference) {}
