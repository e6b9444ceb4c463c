package io.movein.runner.run;

import io.kubernetes.client.custom.IntOrString;
import java.util.Map;

/**
 * A storage interface as the cluster has it: the pods behind a Service and the port they listen on.
 *
 * @param service  name of the Service
 * @param pods     the Service's selector
 * @param port     the pods' port, by number or name
 * @param isolated true: some policy of the tenant already limits what may reach these pods
 */
public record Destination(
        String service, Map<String, String> pods, IntOrString port, String protocol, boolean isolated) {}
