package io.movein.review.platform;

import io.movein.model.Facts;
import io.movein.model.PoolFacts;

/** Knows what decisions rest on. It answers in full or not at all: half of the facts could pass for all of them. */
public interface FactsSource {
    /**
     * @throws FactsUnavailableException if they cannot be had now
     * @throws RuntimeException if an answer cannot be made sense of; it will not help to ask often
     */
    Facts gather(Question question) throws FactsUnavailableException;

    PoolFacts pool() throws FactsUnavailableException;

    /** False: nobody says where all pods and services have their addresses, and requests that want to connect anywhere are refused. */
    default boolean areClusterRangesKnown() throws FactsUnavailableException {
        return true;
    }
}
