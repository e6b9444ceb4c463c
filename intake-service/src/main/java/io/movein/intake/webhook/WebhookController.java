package io.movein.intake.webhook;

import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Error;
import io.micronaut.http.annotation.Header;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.Produces;
import io.micronaut.http.exceptions.ContentLengthExceededException;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import org.jspecify.annotations.Nullable;

/** `POST /webhook`, where GitHub delivers. The body is taken as bytes: a signature is over what came, not over what was parsed. */
@Controller("/webhook")
final class WebhookController {

    private final Webhook webhook;

    WebhookController(Webhook webhook) {
        this.webhook = webhook;
    }

    // Micronaut does not see JSpecify's annotation on an array and would turn an empty body down by itself
    @Post
    @Consumes(MediaType.ALL)
    @Produces(MediaType.TEXT_PLAIN)
    @ExecuteOn(TaskExecutors.BLOCKING)
    HttpResponse<String> receive(
            @Nullable @Header("X-Hub-Signature-256") String signature,
            @Nullable @Header("X-GitHub-Event") String event,
            @Nullable @Header("X-GitHub-Delivery") String delivery,
            HttpRequest<byte[]> request) {
        var body = request.getBody().orElseGet(() -> new byte[0]);
        return answer(webhook.receive(new Delivery(signature, event, delivery, body)));
    }

    @Error(exception = ContentLengthExceededException.class)
    HttpResponse<String> tooLarge() {
        return answer(webhook.count(Receipt.TOO_LARGE));
    }

    private static HttpResponse<String> answer(Receipt receipt) {
        return HttpResponse.<String>status(receipt.status(), receipt.result()).body(receipt.text() + "\n");
    }
}
