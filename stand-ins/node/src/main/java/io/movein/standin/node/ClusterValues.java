package io.movein.standin.node;

import io.kubernetes.client.openapi.ApiException;
import io.kubernetes.client.openapi.apis.CoreV1Api;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Secrets and ConfigMaps, read afresh at every use. */
record ClusterValues(CoreV1Api api, String namespace) implements Values {

    private interface Read {
        Map<String, byte[]> get() throws ApiException;
    }

    @Override
    public Optional<Map<String, byte[]>> secret(String name) throws ApiException {
        return ifThere(() -> Optional.ofNullable(
                        api.readNamespacedSecret(name, namespace).execute().getData())
                .orElse(Map.of()));
    }

    @Override
    public Optional<Map<String, byte[]>> configMap(String name) throws ApiException {
        return ifThere(() -> {
            var map = api.readNamespacedConfigMap(name, namespace).execute();
            var values = new HashMap<String, byte[]>(
                    Optional.ofNullable(map.getBinaryData()).orElse(Map.of()));
            Optional.ofNullable(map.getData())
                    .orElse(Map.of())
                    .forEach((key, value) -> values.put(key, value.getBytes(StandardCharsets.UTF_8)));
            return values;
        });
    }

    private static Optional<Map<String, byte[]>> ifThere(Read read) throws ApiException {
        try {
            return Optional.of(read.get());
        } catch (ApiException e) {
            if (e.getCode() == 404) {
                return Optional.empty();
            }
            throw e;
        }
    }
}
