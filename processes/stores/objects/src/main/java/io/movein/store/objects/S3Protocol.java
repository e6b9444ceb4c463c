package io.movein.store.objects;

import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.http.message.BasicClassicHttpRequest;
import org.jspecify.annotations.Nullable;

/**
 * The requests of the S3 protocol that a migration makes, each sent once. A failure is a {@link Refusal}, or an {@link IOException} where
 * nothing whole was answered. Checksums of the protocol are left out: Ceph's RGW and others refuse them, and all is read back.
 */
final class S3Protocol implements AutoCloseable {

    /** @param next empty at the end of the listing, or where the server does not say how to go on */
    record Page(List<Listed> objects, boolean truncated, String next) {}

    record Part(int number, String etag) {}

    private static final int LONGEST_ERROR = 64 * 1024;

    private final Place place;
    private final AccessKeys keys;
    private final Connections connections;
    private final Signature signature;
    private final String path;

    private S3Protocol(Place place, AccessKeys keys, Connections connections) {
        this.place = place;
        this.keys = keys;
        this.connections = connections;
        this.signature = new Signature(place.region());
        var endpoint = place.endpoint().getRawPath();
        var below = endpoint == null || endpoint.equals("/") ? "" : endpoint.replaceAll("/$", "");
        this.path = place.pathStyle() ? below + "/" + Request.path(place.bucket()) : below;
    }

    static S3Protocol at(Place place, AccessKeys keys, Duration silence) {
        var host = place.endpoint().getHost();
        return new S3Protocol(
                place,
                keys,
                new Connections(place.pathStyle() ? host : place.bucket() + "." + host, place.endpoint(), silence));
    }

    /** @param token null for the first page */
    Page list(String prefix, @Nullable String token, int most) throws IOException {
        var request = Request.of("GET", "", "encoding-type", "url", "list-type", "2", "prefix", prefix);
        if (token != null) {
            request.query().put("continuation-token", token);
        }
        if (most > 0) {
            request.query().put("max-keys", Integer.toString(most));
        }
        var found = Xml.rows(document(request), "Contents");
        var fields = found.fields();
        var decode = decoder(fields);
        return new Page(
                found.rows().stream().map(object -> listed(object, decode)).toList(),
                fields.getOrDefault("IsTruncated", "").strip().equals("true"),
                fields.getOrDefault("NextContinuationToken", ""));
    }

    /** Not every server encodes what it was asked to encode. */
    private static UnaryOperator<String> decoder(Map<String, String> fields) {
        return fields.getOrDefault("EncodingType", "").strip().equals("url")
                ? text -> URLDecoder.decode(text, StandardCharsets.UTF_8)
                : UnaryOperator.identity();
    }

    private static Listed listed(Map<String, String> object, UnaryOperator<String> decode) {
        return new Listed(
                decode.apply(object.getOrDefault("Contents/Key", "")),
                Long.parseLong(object.getOrDefault("Contents/Size", "0").strip()),
                object.getOrDefault("Contents/ETag", ""),
                Instant.parse(object.getOrDefault("Contents/LastModified", Instant.EPOCH.toString())
                        .strip()));
    }

    Answer head(String key) throws IOException {
        try (var answer = successful(Request.of("HEAD", key))) {
            return answer;
        }
    }

    /** Asks for the object's first byte what kept it from being looked at, as the answer to a HEAD has no body to say it. */
    Refusal why(String key, Refusal bare) throws IOException {
        try (var _ = successful(Request.of("GET", key).with("range", "bytes=0-0"))) {
            return bare;
        } catch (Refusal told) {
            // an empty object has no first byte, but may be read
            return told.answer.status() == 416 ? bare : told;
        }
    }

    /**
     * Whoever asks closes the answer.
     *
     * @param etag empty for any
     */
    Answer get(String key, String etag, long from) throws IOException {
        var request = Request.of("GET", key);
        if (!etag.isEmpty()) {
            request.with("if-match", etag);
        }
        if (from > 0) {
            request.with("range", "bytes=%d-".formatted(from));
        }
        return successful(request);
    }

    Map<String, String> tags(String key) throws IOException {
        var document = document(Request.of("GET", key, "tagging", ""));
        if (document.length == 0) {
            // Ceph's RGW, of an object without any
            return Map.of();
        }
        return Xml.rows(document, "TagSet/Tag").rows().stream()
                .filter(tag -> tag.containsKey("TagSet/Tag/Value"))
                .collect(Collectors.toUnmodifiableMap(
                        tag -> tag.get("TagSet/Tag/Key"), tag -> tag.get("TagSet/Tag/Value"), (_, last) -> last));
    }

    void putTags(String key, Map<String, String> tags) throws IOException {
        document(Request.of("PUT", key, "tagging", "").with(document("Tagging", out -> {
            out.writeStartElement("TagSet");
            for (var tag : tags.entrySet()) {
                out.writeStartElement("Tag");
                Xml.element(out, "Key", tag.getKey());
                Xml.element(out, "Value", tag.getValue());
                out.writeEndElement();
            }
            out.writeEndElement();
        })));
    }

    /** @return the ETag */
    String put(String key, Map<String, String> headers, byte[] content, int length) throws IOException {
        return etag(Request.of("PUT", key).with(headers).with(new Request.Body(content, length, false)));
    }

    /** @return the upload's id */
    String begin(String key, Map<String, String> headers) throws IOException {
        var document = document(Request.of("POST", key, "uploads", "").with(headers));
        return Xml.text(document, "UploadId")
                .orElseThrow(() -> new IOException("an upload was started, but the answer does not give its id"));
    }

    Part part(String key, String upload, int number, byte[] content, int length) throws IOException {
        var request = Request.of("PUT", key, "partNumber", Integer.toString(number), "uploadId", upload)
                .with(new Request.Body(content, length, false));
        return new Part(number, etag(request));
    }

    /**
     * @return the ETag
     * @throws Refusal also for a success that has an error in it
     */
    String complete(String key, String upload, List<Part> parts, Map<String, String> headers) throws IOException {
        var request = Request.of("POST", key, "uploadId", upload)
                .with(headers)
                .with(document("CompleteMultipartUpload", out -> {
                    for (var part : parts) {
                        out.writeStartElement("Part");
                        Xml.element(out, "PartNumber", Integer.toString(part.number()));
                        Xml.element(out, "ETag", part.etag());
                        out.writeEndElement();
                    }
                }));
        return Xml.text(document(request), "ETag").orElse("");
    }

    void abort(String key, String upload) throws IOException {
        document(Request.of("DELETE", key, "uploadId", upload));
    }

    /** Ids of the unfinished uploads to exactly this key. */
    List<String> uploads(String key) throws IOException {
        var found = Xml.rows(document(Request.of("GET", "", "prefix", key, "uploads", "")), "Upload");
        var decode = decoder(found.fields());
        return found.rows().stream()
                .filter(upload -> key.equals(decode.apply(upload.getOrDefault("Upload/Key", ""))))
                .map(upload -> upload.getOrDefault("Upload/UploadId", ""))
                .toList();
    }

    void delete(String key) throws IOException {
        document(Request.of("DELETE", key));
    }

    /** Whether what is deleted is kept behind a marker, or was at some time. */
    boolean keepsVersions() throws IOException {
        return Xml.text(document(Request.of("GET", "", "versioning", "")), "Status")
                .isPresent();
    }

    void createBucket() throws IOException {
        document(Request.of("PUT", ""));
    }

    static Request.Body document(String root, Xml.Writing writing) {
        var bytes = Xml.write(root, writing);
        return new Request.Body(bytes, bytes.length, true);
    }

    private String etag(Request request) throws IOException {
        try (var answer = successful(request)) {
            answer.end();
            return answer.etag();
        }
    }

    /** The whole answer; a success with an error in it is none. */
    byte[] document(Request request) throws IOException {
        try (var answer = successful(request)) {
            var all = answer.all();
            var error = request.method().equals("POST") ? Xml.errorCode(all) : Optional.<String>empty();
            if (error.isPresent()) {
                throw new Refusal(answer, error.get());
            }
            return all;
        }
    }

    private Answer successful(Request request) throws IOException {
        var answer = connections.send(signed(request));
        if (answer.status() / 100 == 2) {
            return answer;
        }
        try (answer) {
            throw new Refusal(
                    answer,
                    Xml.errorCode(answer.body().readNBytes(LONGEST_ERROR)).orElse(""));
        }
    }

    private BasicClassicHttpRequest signed(Request request) {
        var whole = request.key().isEmpty() ? path : path + "/" + Request.path(request.key());
        var target = whole.isEmpty() ? "/" : whole;
        var headers = new TreeMap<>(request.headers());
        var body = request.body();
        headers.put("host", connections.authority());
        // a proxy on the way may unpack what is stored packed
        headers.put("accept-encoding", "identity");
        headers.put("user-agent", "movein");
        if (body.length() > 0 && body.signed()) {
            headers.put("content-md5", md5(body.bytes()));
            headers.put("content-type", "application/xml");
        }
        signature.sign(request, target, headers, keys.current(), Instant.now());
        var query = request.queryString(false);
        // whoever is on the way may make one slash of two, if they look like slashes; the signature is that of slashes
        var sent = target.replace("//", "/%2F");
        var http = new BasicClassicHttpRequest(request.method(), sent);
        http.setPath(query.isEmpty() ? sent : sent + "?" + query);
        headers.forEach(http::addHeader);
        if (request.method().startsWith("P")) {
            http.setHeader("content-length", body.length());
            http.setEntity(new ByteArrayEntity(body.bytes(), 0, body.length(), (ContentType) null));
        }
        return http;
    }

    /** Where the protocol demands one: of documents that change something. */
    private static String md5(byte[] bytes) {
        try {
            return Base64.getEncoder()
                    .encodeToString(MessageDigest.getInstance("MD5").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has MD5", e);
        }
    }

    @Override
    public String toString() {
        return place.toString();
    }

    @Override
    public void close() {
        connections.close();
    }
}
