package io.movein.standin.objects;

import com.sun.net.httpserver.HttpExchange;
import io.movein.standin.objects.Bucket.Blob;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What S3 answers to each operation. */
record Operations(Map<String, Bucket> buckets, boolean tags) {

    private static final Set<String> KEPT = Set.of(
            "content-type",
            "cache-control",
            "content-disposition",
            "content-encoding",
            "content-language",
            "expires",
            "x-amz-website-redirect-location",
            "x-amz-server-side-encryption",
            "x-amz-server-side-encryption-aws-kms-key-id");
    private static final Pattern RANGE = Pattern.compile("bytes=(\\d+)-(\\d*)");
    private static final Pattern PART = Pattern.compile("<PartNumber>(\\d+)</PartNumber>");

    record Answer(
            int status,
            Map<String, String> headers,
            byte[] body,
            @Nullable Blob blob,
            long from,
            long length) {

        static Answer of(int status, Map<String, String> headers, String body) {
            var bytes = body.getBytes(StandardCharsets.UTF_8);
            return new Answer(status, headers, bytes, null, 0, bytes.length);
        }

        static Answer xml(Xml body) {
            return of(200, Map.of("Content-Type", "application/xml"), body.toString());
        }

        static Answer error(int status, String code) {
            return of(
                    status,
                    Map.of("Content-Type", "application/xml"),
                    new Xml()
                            .open("Error")
                            .with("Code", code)
                            .with("Message", code)
                            .close("Error")
                            .toString());
        }

        void send(HttpExchange exchange) throws IOException {
            exchange.getRequestBody().transferTo(java.io.OutputStream.nullOutputStream());
            headers.forEach((name, value) -> exchange.getResponseHeaders().set(name, value));
            if (exchange.getRequestMethod().equals("HEAD")) {
                exchange.getResponseHeaders().set("Content-Length", Long.toString(length));
                exchange.sendResponseHeaders(status, -1);
                return;
            }
            exchange.sendResponseHeaders(status, length == 0 ? -1 : length);
            if (blob != null) {
                blob.content().write(exchange.getResponseBody(), from, length);
            } else if (length > 0) {
                exchange.getResponseBody().write(body);
            }
        }
    }

    Answer answer(Request request) throws IOException {
        var bucket = buckets.get(request.bucket);
        if (bucket == null) {
            return Answer.error(404, "NoSuchBucket");
        }
        if (!tags
                && (request.asks("tagging") || !request.header("x-amz-tagging").isEmpty())) {
            return Answer.error(501, "NotImplemented");
        }
        if (request.key.isEmpty()) {
            return bucketAnswer(request, bucket);
        }
        if (request.key.getBytes(StandardCharsets.UTF_8).length > 1024) {
            return Answer.error(400, "KeyTooLongError");
        }
        return switch (request.method) {
            case "GET", "HEAD" -> request.asks("tagging") ? tagging(bucket, request) : get(bucket, request);
            case "PUT" ->
                request.asks("tagging")
                        ? Answer.error(501, "NotImplemented")
                        : request.asks("uploadId") ? part(bucket, request) : put(bucket, request);
            case "POST" -> request.asks("uploads") ? begin(bucket, request) : complete(bucket, request);
            case "DELETE" -> delete(bucket, request);
            default -> Answer.error(405, "MethodNotAllowed");
        };
    }

    private static Answer bucketAnswer(Request request, Bucket bucket) {
        if (request.method.equals("HEAD")) {
            return Answer.of(200, Map.of(), "");
        }
        return request.asks("uploads") ? uploads(bucket, request) : list(bucket, request);
    }

    private static Answer list(Bucket bucket, Request request) {
        var prefix = request.parameters.getOrDefault("prefix", "");
        var most = Integer.parseInt(request.parameters.getOrDefault("max-keys", "1000"));
        var after = request.parameters.getOrDefault(
                "continuation-token", request.parameters.getOrDefault("start-after", ""));
        var encoded = request.parameters.getOrDefault("encoding-type", "").equals("url");
        var found = bucket
                .blobs
                .tailMap(after.compareTo(prefix) < 0 ? prefix : after, after.isEmpty() || after.compareTo(prefix) < 0)
                .entrySet()
                .stream()
                .takeWhile(entry -> entry.getKey().startsWith(prefix))
                .limit(most + 1L)
                .toList();
        var xml = new Xml()
                .open("ListBucketResult")
                .with("Name", request.bucket)
                .with("KeyCount", Math.min(most, found.size()));
        if (encoded) {
            xml.with("EncodingType", "url");
        }
        found.stream()
                .limit(most)
                .forEach(entry -> xml.open("Contents")
                        .with(
                                "Key",
                                encoded ? URLEncoder.encode(entry.getKey(), StandardCharsets.UTF_8) : entry.getKey())
                        .with("Size", entry.getValue().content().size())
                        .with("ETag", entry.getValue().content().etag())
                        .with("LastModified", entry.getValue().modified())
                        .close("Contents"));
        xml.with("IsTruncated", found.size() > most);
        if (found.size() > most) {
            xml.with("NextContinuationToken", found.get(most - 1).getKey());
        }
        return Answer.xml(xml.close("ListBucketResult"));
    }

    private static Answer get(Bucket bucket, Request request) {
        var blob = bucket.blobs.get(request.key);
        if (blob == null) {
            return Answer.error(404, "NoSuchKey");
        }
        var wanted = request.header("If-Match");
        if (!wanted.isEmpty() && !wanted.equals(blob.content().etag())) {
            return Answer.error(412, "PreconditionFailed");
        }
        var size = blob.content().size();
        var headers = new LinkedHashMap<>(blob.headers());
        headers.put("ETag", blob.content().etag());
        headers.put(
                "Last-Modified",
                DateTimeFormatter.RFC_1123_DATE_TIME.format(blob.modified().atOffset(ZoneOffset.UTC)));
        var range = RANGE.matcher(request.header("Range"));
        if (!range.matches()) {
            return new Answer(200, headers, new byte[0], blob, 0, size);
        }
        var from = Long.parseLong(range.group(1));
        if (from >= size) {
            return Answer.error(416, "InvalidRange");
        }
        var to = range.group(2).isEmpty() ? size - 1 : Math.min(size - 1, Long.parseLong(range.group(2)));
        headers.put("Content-Range", "bytes %d-%d/%d".formatted(from, to, size));
        return new Answer(206, headers, new byte[0], blob, from, to - from + 1);
    }

    private static Answer tagging(Bucket bucket, Request request) {
        var blob = bucket.blobs.get(request.key);
        if (blob == null) {
            return Answer.error(404, "NoSuchKey");
        }
        var xml = new Xml().open("Tagging").open("TagSet");
        blob.tags()
                .forEach((name, value) ->
                        xml.open("Tag").with("Key", name).with("Value", value).close("Tag"));
        return Answer.xml(xml.close("TagSet").close("Tagging"));
    }

    private static Answer put(Bucket bucket, Request request) throws IOException {
        var blob = new Blob(
                Content.read(request.exchange.getRequestBody()), kept(request), request.header("x-amz-tagging"));
        return stored(bucket, request, request.key, blob);
    }

    private static Answer stored(Bucket bucket, Request request, String key, Blob blob) {
        return bucket.put(key, blob, request.header("If-None-Match").equals("*"))
                ? Answer.of(200, Map.of("ETag", blob.content().etag()), "")
                : Answer.error(412, "PreconditionFailed");
    }

    private static Answer begin(Bucket bucket, Request request) {
        var id = bucket.begin(request.key, kept(request), request.header("x-amz-tagging"));
        return Answer.xml(new Xml()
                .open("InitiateMultipartUploadResult")
                .with("UploadId", id)
                .close("InitiateMultipartUploadResult"));
    }

    private static Answer part(Bucket bucket, Request request) throws IOException {
        var upload = bucket.upload(request.parameters.getOrDefault("uploadId", ""), request.key);
        if (upload == null) {
            return Answer.error(404, "NoSuchUpload");
        }
        var content = Content.read(request.exchange.getRequestBody());
        upload.parts().put(Integer.parseInt(request.parameters.get("partNumber")), content);
        return Answer.of(200, Map.of("ETag", content.etag()), "");
    }

    private static Answer complete(Bucket bucket, Request request) throws IOException {
        var id = request.parameters.getOrDefault("uploadId", "");
        var upload = bucket.upload(id, request.key);
        if (upload == null) {
            return Answer.error(404, "NoSuchUpload");
        }
        var named = PART.matcher(new String(request.exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8))
                .results()
                .map(part -> upload.parts().get(Integer.parseInt(part.group(1))))
                .toList();
        var blob = new Blob(Content.of(named), upload.headers(), upload.tagging());
        var answer = stored(bucket, request, request.key, blob);
        if (answer.status() != 200) {
            return answer;
        }
        bucket.uploads.remove(id);
        return Answer.xml(new Xml()
                .open("CompleteMultipartUploadResult")
                .with("ETag", blob.content().etag())
                .close("CompleteMultipartUploadResult"));
    }

    private static Answer uploads(Bucket bucket, Request request) {
        var xml = new Xml().open("ListMultipartUploadsResult").with("IsTruncated", false);
        bucket.uploads.forEach((id, upload) -> {
            if (upload.key().startsWith(request.parameters.getOrDefault("prefix", ""))) {
                xml.open("Upload")
                        .with("Key", upload.key())
                        .with("UploadId", id)
                        .close("Upload");
            }
        });
        return Answer.xml(xml.close("ListMultipartUploadsResult"));
    }

    private static Answer delete(Bucket bucket, Request request) {
        if (request.asks("uploadId")) {
            return bucket.uploads.remove(request.parameters.getOrDefault("uploadId", "")) == null
                    ? Answer.error(404, "NoSuchUpload")
                    : Answer.of(204, Map.of(), "");
        }
        bucket.blobs.remove(request.key);
        return Answer.of(204, Map.of(), "");
    }

    private static Map<String, String> kept(Request request) {
        var kept = new LinkedHashMap<String, String>();
        request.exchange.getRequestHeaders().forEach((name, values) -> {
            var lower = name.toLowerCase(Locale.ROOT);
            if (KEPT.contains(lower) || lower.startsWith("x-amz-meta-")) {
                kept.put(lower, List.copyOf(values).getFirst());
            }
        });
        return kept;
    }
}
