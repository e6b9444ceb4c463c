package io.movein.standin.node;

import io.kubernetes.client.openapi.ApiException;
import java.util.Map;
import java.util.Optional;

/** The Secrets and ConfigMaps of one namespace, by name; empty where there is none. */
interface Values {

    Optional<Map<String, byte[]>> secret(String name) throws ApiException;

    Optional<Map<String, byte[]>> configMap(String name) throws ApiException;
}
