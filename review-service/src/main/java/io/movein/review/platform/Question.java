package io.movein.review.platform;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a decision has to know.
 *
 * @param onboarding number of the onboarding issue whose tenant is looked for; null: there is none
 * @param hosts      names and addresses to resolve
 */
public record Question(@Nullable Integer onboarding, List<String> hosts) {}
