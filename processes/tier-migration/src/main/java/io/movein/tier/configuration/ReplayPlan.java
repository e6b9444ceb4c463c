package io.movein.tier.configuration;

import io.movein.process.SecretReference;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * What the application on the dedicated side is asked before the switch, so that it fills its caches.
 *
 * @param secrets headers that are secret
 * @param limit   that it may take while the tenant is frozen
 */
public record ReplayPlan(
        List<URI> requests, Map<String, String> headers, Map<String, SecretReference> secrets, Duration limit) {}
