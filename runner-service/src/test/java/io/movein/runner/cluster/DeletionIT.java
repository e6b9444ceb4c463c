package io.movein.runner.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import io.kubernetes.client.openapi.models.V1Pod;
import io.kubernetes.client.util.ClientBuilder;
import io.movein.testkit.LoopbackServer;
import java.io.IOException;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The API server's answer to a deletion says whether the object is gone: a status, or the object in its last state or as it was marked. */
class DeletionIT {
    private static final String META = "{\"kind\": \"Pod\", \"metadata\": {\"name\": \"a\"%s}}";

    @AutoClose
    private final LoopbackServer server = new LoopbackServer(this::answer);

    private volatile int code;
    private volatile String answer = "";

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\'', textBlock = """
            200 |                                                                                        | true
            200 | , "deletionTimestamp": "2026-03-01T10:00:00Z", "deletionGracePeriodSeconds": 0         | true
            200 | , "deletionTimestamp": "2026-03-01T10:00:00Z", "deletionGracePeriodSeconds": 30        | false
            200 | , "deletionTimestamp": "2026-03-01T10:00:00Z", "finalizers": []                        | true
            200 | , "deletionTimestamp": "2026-03-01T10:00:00Z", "finalizers": ["kubernetes.io/protects"] | false
            202 | , "deletionTimestamp": "2026-03-01T10:00:00Z", "deletionGracePeriodSeconds": 30        | false
            """)
    void isGoneUnlessSomethingHoldsIt(int code, String meta, boolean gone) {
        this.code = code;
        answer = META.formatted(meta == null ? "" : meta);

        assertThat(deletes()).isEqualTo(gone);
    }

    /** Not there, or another of its name. */
    @ParameterizedTest
    @CsvSource({"200, Success", "404, Failure", "409, Failure"})
    void isGoneByAStatus(int code, String status) {
        this.code = code;
        answer = "{\"kind\": \"Status\", \"apiVersion\": \"v1\", \"status\": \"%s\"}".formatted(status);

        assertThat(deletes()).isTrue();
    }

    private boolean deletes() {
        var client = new ClientBuilder().setBasePath(server.url()).build();
        var pod = new V1Pod()
                .metadata(new V1ObjectMeta().namespace("media").name("a").uid("uid"));
        return new KubernetesCluster(client).delete(Kind.POD, pod);
    }

    private void answer(HttpExchange exchange) throws IOException {
        exchange.getRequestBody().readAllBytes();
        LoopbackServer.json(exchange, code, answer);
    }
}
