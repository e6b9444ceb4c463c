package io.movein.runtime.kubernetes;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.gson.JsonParseException;
import com.sun.net.httpserver.HttpExchange;
import io.kubernetes.client.openapi.ApiException;
import io.kubernetes.client.openapi.models.V1Pod;
import io.kubernetes.client.openapi.models.V1PodList;
import io.movein.testkit.LoopbackServer;
import java.io.IOException;
import okhttp3.Call;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AnswersIT {
    private static final String PODS = "{\"metadata\": {}, \"items\": [{\"metadata\": {\"name\": \"ä\"}}]}";

    @AutoClose
    private final LoopbackServer server = new LoopbackServer(this::answer);

    private volatile int code = 200;
    private volatile String answer = "";
    private volatile int missing;

    @Test
    void areReadIntoTheClientsTypes() throws Exception {
        answer = PODS;

        assertThat(Answers.to(call(), V1PodList.class).getItems())
                .extracting(pod -> pod.getMetadata().getName())
                .containsExactly("ä");
    }

    @Test
    void thatAreErrorsKeepTheirWords() {
        code = 403;
        answer = "{\"kind\": \"Status\", \"reason\": \"Forbidden\", \"message\": \"pods is forbidden\"}";

        var error = catchThrowableOfType(ApiException.class, () -> Answers.to(call(), V1PodList.class));

        assertThat(error.getCode()).isEqualTo(403);
        assertThat(error.getResponseBody()).isEqualTo(answer);
        assertThat(error.getCause()).isNull();
    }

    /** It passes, other than an answer that makes no sense, though both look the same to a parser. */
    @Test
    void thatBreakOffAreNoAnswers() {
        answer = PODS;
        missing = 7;

        assertThatThrownBy(() -> Answers.to(call(), V1PodList.class))
                .isInstanceOf(ApiException.class)
                .hasCauseInstanceOf(IOException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "<html>", "[]", "\"Forbidden\"", "{\"metadata\": {\"name\": "})
    void ofAnotherKindAreRefused(String text) {
        answer = text;

        assertThatThrownBy(() -> Answers.to(call(), V1Pod.class)).isInstanceOf(JsonParseException.class);
    }

    @Test
    void sayWhatWasExpectedWhereThereIsNothing() {
        assertThatThrownBy(() -> Answers.to(call(), V1Pod.class))
                .hasMessage("an empty answer (expected io.kubernetes.client.openapi.models.V1Pod)");
    }

    private Call call() {
        return new OkHttpClient()
                .newCall(new Request.Builder().url(server.url()).build());
    }

    private void answer(HttpExchange exchange) throws IOException {
        var bytes = answer.getBytes(UTF_8);
        try (exchange) {
            exchange.sendResponseHeaders(code, bytes.length == 0 ? -1 : bytes.length + missing);
            exchange.getResponseBody().write(bytes);
        }
    }
}
