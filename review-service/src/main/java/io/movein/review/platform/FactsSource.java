package io.movein.review.platform;

import io.movein.model.Facts;
import io.movein.model.PoolFacts;

/** Knows what decisions rest on. It answers in full or not at all: half of the facts could pass for all of them. */
public interface FactsSource {
    Facts gather(Question question) throws FactsUnavailableException;

    PoolFacts pool() throws FactsUnavailableException;
}
