package io.movein.local.events;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.cloudevents.CloudEvent;
import io.cloudevents.core.builder.CloudEventBuilder;
import io.cloudevents.jackson.JsonCloudEventData;
import io.cloudevents.jackson.JsonFormat;
import io.movein.contract.Message;
import java.net.URI;
import java.time.ZoneOffset;

/** An event as one line of CloudEvents JSON. */
final class EventJson {
    private final JsonFormat format = new JsonFormat();

    String line(Message<?> message) {
        return new String(format.serialize(cloudEvent(message)), UTF_8);
    }

    private static CloudEvent cloudEvent(Message<?> message) {
        return CloudEventBuilder.v1()
                .withId(message.id())
                .withSource(URI.create(message.source()))
                .withType(message.type())
                .withSubject(message.migration().toString())
                .withTime(message.time().atOffset(ZoneOffset.UTC))
                .withExtension("traceparent", message.trace().toString())
                .withData("application/json", JsonCloudEventData.wrap(PlainJson.of(message.body())))
                .build();
    }
}
