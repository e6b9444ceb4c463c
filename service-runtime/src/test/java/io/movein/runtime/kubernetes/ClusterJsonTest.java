package io.movein.runtime.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.Gson;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import io.kubernetes.client.openapi.JSON;
import io.kubernetes.client.openapi.models.V1Pod;
import io.kubernetes.client.openapi.models.V1PodList;
import io.kubernetes.client.openapi.models.V1Secret;
import io.kubernetes.client.openapi.models.V1Service;
import org.junit.jupiter.api.Test;

class ClusterJsonTest {
    private static final String POD = """
            {"apiVersion": "v1", "kind": "Pod",
             "metadata": {"name": "a", "creationTimestamp": "2026-03-01T10:00:00Z", "labels": {"app": "store"}, "annotations": {}},
             "spec": {"containers": [{"name": "c", "image": "i", "args": [], "securityContext": {"runAsNonRoot": true},
               "resources": {"requests": {"cpu": "100m", "memory": "32Mi"}},
               "livenessProbe": {"httpGet": {"path": "/", "port": 80}}}]},
             "status": {"phase": "Running", "startTime": "2026-03-01T10:00:01Z",
               "conditions": [{"type": "Ready", "status": "True", "lastTransitionTime": "2026-03-01T10:00:02Z"}]}}
            """;

    private final Gson gson = ClusterJson.gson();

    @Test
    void readsAndWritesWhatTheClientsOwnWayReadsAndWrites() {
        var pod = gson.fromJson(POD, V1Pod.class);

        assertThat(pod).isEqualTo(JSON.getGson().fromJson(POD, V1Pod.class));
        assertThat(JsonParser.parseString(gson.toJson(pod)))
                .isEqualTo(JsonParser.parseString(JSON.getGson().toJson(pod)));
    }

    @Test
    void keepsBytesAndPortsOfEitherKind() {
        var secret = "{\"data\":{\"a\":\"aGVsbG8=\"}}";
        var service =
                "{\"spec\":{\"ports\":[{\"port\":80,\"targetPort\":\"http\"},{\"port\":81,\"targetPort\":8081}]}}";

        assertThat(gson.fromJson(secret, V1Secret.class).getData().get("a"))
                .asString()
                .isEqualTo("hello");
        assertThat(gson.toJson(gson.fromJson(secret, V1Secret.class))).contains("\"a\":\"aGVsbG8=\"");
        assertThat(gson.toJson(gson.fromJson(service, V1Service.class)))
                .contains("\"targetPort\":\"http\"", "\"targetPort\":8081");
    }

    /** An API server may be newer than the client. */
    @Test
    void passesOverAFieldThatItDoesNotKnow() {
        var pod = gson.fromJson("{\"metadata\": {\"name\": \"a\"}, \"spec\": {\"ofTomorrow\": 1}}", V1Pod.class);

        assertThat(pod.getMetadata().getName()).isEqualTo("a");
    }

    @Test
    void takesAListOfNothingInAnyFormForEmpty() {
        assertThat(list("{\"items\": null}").getItems()).isEmpty();
        assertThat(list("{\"metadata\": {\"resourceVersion\": \"7\"}}").getItems())
                .isEmpty();
        assertThat(list("{\"metadata\": {\"resourceVersion\": \"7\"}, \"items\": null}")
                        .getMetadata()
                        .getResourceVersion())
                .isEqualTo("7");
    }

    @Test
    void readsWhatIsInAListWhereverItStands() {
        var before =
                "{\"items\": [%s], \"kind\": \"PodList\", \"metadata\": {\"resourceVersion\": \"7\"}}".formatted(POD);
        var after =
                "{\"metadata\": {\"resourceVersion\": \"7\"}, \"kind\": \"PodList\", \"items\": [%s]}".formatted(POD);

        assertThat(list(before)).isEqualTo(list(after)).isEqualTo(JSON.getGson().fromJson(after, V1PodList.class));
        assertThat(list(before).getItems()).hasSize(1);
    }

    @Test
    void takesNothingElseForAList() {
        assertThatThrownBy(() -> list("{\"error\": \"come again\"}"))
                .isInstanceOf(JsonParseException.class)
                .hasMessageContaining("neither 'items' nor 'metadata'")
                .hasMessageContaining("come again");
    }

    private V1PodList list(String json) {
        return gson.fromJson(json, V1PodList.class);
    }
}
