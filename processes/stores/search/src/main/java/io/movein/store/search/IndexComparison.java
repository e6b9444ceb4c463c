package io.movein.store.search;

import java.util.List;

/**
 * Both sides of an index, each read at a point in time of its own.
 *
 * @param of          the shared index
 * @param source      the tenant's documents at the source
 * @param target      all at the target
 * @param sourceIds   SHA-256 over ids and routings, in their order
 * @param contents    by what documents are compared
 * @param sourceSum   SHA-256 over ids, routings, versions and contents; empty where nothing can be said of these
 * @param planned     settings that were others while documents were brought, in words
 * @param found       the same as the target has them
 * @param differences the first few, in words
 * @param notCompared fields that contents leave out
 */
public record IndexComparison(
        String of,
        long source,
        long target,
        String sourceIds,
        String targetIds,
        Contents contents,
        String sourceSum,
        String targetSum,
        String planned,
        String found,
        List<String> differences,
        List<String> notCompared) {

    IndexComparison without(List<String> fields) {
        return new IndexComparison(
                of,
                source,
                target,
                sourceIds,
                targetIds,
                contents,
                sourceSum,
                targetSum,
                planned,
                found,
                differences,
                fields);
    }
}
