package io.movein.tier.configuration;

import io.movein.process.SecretReference;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A request that reads, to which both sides have to answer the same.
 *
 * @param body    of a POST; without it a GET
 * @param secrets headers that are secret
 * @param rows    a JSON pointer to the array that is compared
 * @param ignore  JSON pointers to what in each row is not
 * @param empty   whether it is right that there is no row
 */
public record Sample(
        String name,
        URI source,
        URI target,
        @Nullable String body,
        Map<String, String> headers,
        Map<String, SecretReference> secrets,
        @Nullable String rows,
        List<String> ignore,
        boolean empty) {}
