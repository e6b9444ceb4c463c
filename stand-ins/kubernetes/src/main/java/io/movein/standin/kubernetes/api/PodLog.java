package io.movein.standin.kubernetes.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.movein.standin.kubernetes.objects.Json;
import io.movein.standin.kubernetes.objects.Kinds;
import io.movein.standin.kubernetes.objects.Meta;
import io.movein.standin.kubernetes.objects.Refusal;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

/** Fetches a container's log from the kubelet of the pod's node, whose certificate signs itself as is usual. */
final class PodLog implements AutoCloseable {
    private static final List<String> PASSED_ON = List.of("timestamps", "sinceSeconds");

    private final HttpClient client = HttpClient.newBuilder()
            .sslContext(trustingAnyone())
            .connectTimeout(Duration.ofSeconds(5))
            .build();
    private final ResourceWrites resources;

    PodLog(ResourceWrites resources) {
        this.resources = resources;
    }

    /** Empty where the pod has no node yet. */
    Optional<HttpResponse<InputStream>> fetch(String namespace, String name, Query query) throws InterruptedException {
        var pod = resources.get(Kinds.POD, namespace, name);
        var container = container(pod, query.text("container"));
        var node = Json.text(pod, "spec", "nodeName");
        if (node.isEmpty()) {
            return Optional.empty();
        }
        var uri = URI.create("https://%s/containerLogs/%s/%s/%s%s"
                .formatted(
                        address(resources.get(Kinds.NODE, "", node)), namespace, name, container, parameters(query)));
        try {
            return Optional.of(
                    client.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofInputStream()));
        } catch (IOException e) {
            throw Refusal.of(500, "", "Get \"%s\": %s".formatted(uri, e.getMessage()));
        }
    }

    private static String container(ObjectNode pod, String asked) {
        var names = Stream.of("containers", "initContainers")
                .flatMap(field -> Json.stream(Json.at(pod, "spec", field)))
                .map(container -> Json.text(container, "name"))
                .toList();
        if (asked.isEmpty() && names.size() == 1) {
            return names.getFirst();
        }
        if (asked.isEmpty()) {
            throw Refusal.badRequest("a container name must be specified for pod %s, choose one of: %s"
                    .formatted(Meta.name(pod), names.toString().replace(",", "")));
        }
        if (!names.contains(asked)) {
            throw Refusal.badRequest("container %s is not valid for pod %s".formatted(asked, Meta.name(pod)));
        }
        return asked;
    }

    private static String address(ObjectNode node) {
        var port = Json.at(node, "status", "daemonEndpoints", "kubeletEndpoint", "Port")
                .asInt();
        var addresses = Json.at(node, "status", "addresses");
        var host = Json.stream(addresses)
                .map(address -> Json.text(address, "address"))
                .findFirst()
                .orElseThrow(() -> Refusal.of(500, "", "the node has no address"));
        return host + ":" + port;
    }

    private static String parameters(Query query) {
        var text = PASSED_ON.stream()
                .filter(query::has)
                .map(name -> name + "=" + URLEncoder.encode(query.text(name), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
        return text.isEmpty() ? "" : "?" + text;
    }

    @Override
    public void close() {
        client.shutdownNow();
    }

    private static SSLContext trustingAnyone() {
        try {
            var context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {new TrustingAnyone()}, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no TLS", e);
        }
    }

    private static final class TrustingAnyone extends X509ExtendedTrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
