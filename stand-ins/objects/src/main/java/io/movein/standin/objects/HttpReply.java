package io.movein.standin.objects;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** An answer. Without a {@code content-length} among its headers the connection is closed after the body. */
public record HttpReply(int status, Map<String, String> headers, byte[] body) {

    /** As S3 says it; to a HEAD the body is left out by the proxy. */
    public static HttpReply error(int status, String code) {
        var body =
                "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Error><Code>%s</Code><Message>said by the proxy</Message></Error>"
                        .formatted(code)
                        .getBytes(StandardCharsets.UTF_8);
        return new HttpReply(
                status,
                Map.of("content-type", "application/xml", "content-length", Integer.toString(body.length)),
                body);
    }

    /** Nothing but a status, as a load balancer says it. */
    public static HttpReply bare(int status) {
        return new HttpReply(status, Map.of("content-length", "0"), new byte[0]);
    }

    public HttpReply with(String name, String value) {
        var changed = new LinkedHashMap<>(headers);
        changed.put(name, value);
        return new HttpReply(status, changed, body);
    }

    public HttpReply without(String name) {
        var changed = new LinkedHashMap<>(headers);
        changed.remove(name);
        return new HttpReply(status, changed, body);
    }
}
