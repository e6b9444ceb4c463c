package io.movein.standin.objects;

import static java.util.Objects.requireNonNull;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.movein.standin.objects.Operations.Answer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The part of S3 that Movein uses, in memory, with what S3Proxy lacks: tags, a name beside and below another, {@code //}, and objects
 * larger than the memory if they are sparse. It knows access keys, its region and its clock; signatures are S3Proxy's to check.
 */
public final class ObjectServer implements AutoCloseable {

    private static final Pattern CREDENTIAL = Pattern.compile("Credential=([^/]+)/[^/]+/([^/]+)/s3/aws4_request");
    private static final DateTimeFormatter AMZ_DATE =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

    private final HttpServer http;
    private final Map<String, Bucket> buckets = new ConcurrentHashMap<>();
    private final Set<String> accessKeys = ConcurrentHashMap.newKeySet();
    private volatile Clock clock = Clock.systemUTC();
    private volatile boolean tags = true;

    private ObjectServer(HttpServer http) {
        this.http = http;
    }

    /** With the access key, secret and region of {@link S3Server}. */
    public static ObjectServer start(String... buckets) {
        try {
            var server = new ObjectServer(
                    HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 200));
            List.of(buckets).forEach(server::createBucket);
            server.accept(S3Server.ACCESS_KEY);
            server.http.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
            server.http.createContext("/", server::handle);
            server.http.start();
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public URI endpoint() {
        return URI.create("http://127.0.0.1:" + http.getAddress().getPort());
    }

    public void createBucket(String name) {
        buckets.put(name, new Bucket());
    }

    public void accept(String accessKey) {
        accessKeys.add(accessKey);
    }

    public void revoke(String accessKey) {
        accessKeys.remove(accessKey);
    }

    public ObjectServer withoutTags() {
        tags = false;
        return this;
    }

    /** How much later it is here than elsewhere. */
    public void setClock(Duration ahead) {
        clock = Clock.offset(Clock.systemUTC(), ahead);
    }

    /** Puts an object there without asking anybody; in place of another if there is one. */
    public void put(String bucket, String key, byte[] content) {
        put(bucket, key, content, Map.of());
    }

    public void put(String bucket, String key, byte[] content, Map<String, String> headers) {
        put(bucket, key, content, headers, "");
    }

    /** @param tagging as S3 takes it: {@code name=value&name=value}, URL-encoded */
    public void put(String bucket, String key, byte[] content, Map<String, String> headers, String tagging) {
        try {
            var blob = new Bucket.Blob(Content.read(new ByteArrayInputStream(content)), headers, tagging);
            bucket(bucket).put(key, blob, false);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** An object of zeros, which takes no memory however large it is. */
    public void putZeros(String bucket, String key, long size) {
        bucket(bucket).put(key, new Bucket.Blob(Content.zeros(size), Map.of(), ""), false);
    }

    /** As they were sent, names in lower case. */
    public Map<String, String> headers(String bucket, String key) {
        return blob(bucket, key).headers();
    }

    public Map<String, String> tags(String bucket, String key) {
        return blob(bucket, key).tags();
    }

    public void remove(String bucket, String key) {
        bucket(bucket).blobs.remove(key);
    }

    /** The names of all objects, in the order of their bytes. */
    public List<String> keys(String bucket) {
        return List.copyOf(bucket(bucket).blobs.keySet());
    }

    /** What is stored, without any encryption taken off. */
    public byte[] content(String bucket, String key) {
        return blob(bucket, key).content().bytes();
    }

    public int unfinishedUploads(String bucket) {
        return bucket(bucket).uploads.size();
    }

    private Bucket bucket(String name) {
        return requireNonNull(buckets.get(name), () -> "no bucket " + name);
    }

    private Bucket.Blob blob(String bucket, String key) {
        return requireNonNull(bucket(bucket).blobs.get(key), () -> "no object " + key + " in " + bucket);
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            var request = new Request(exchange);
            var answer = refusal(exchange);
            if (answer == null) {
                answer = new Operations(buckets, tags).answer(request);
            }
            answer.send(exchange);
        }
    }

    private @Nullable Answer refusal(HttpExchange exchange) {
        var header = exchange.getRequestHeaders().getFirst("Authorization");
        var credential = CREDENTIAL.matcher(header == null ? "" : header);
        if (!credential.find()) {
            return Answer.error(403, "AccessDenied");
        }
        if (!accessKeys.contains(credential.group(1))) {
            return Answer.error(403, "InvalidAccessKeyId");
        }
        if (!credential.group(2).equals(S3Server.REGION)) {
            return Answer.error(400, "AuthorizationHeaderMalformed");
        }
        var sent = AMZ_DATE.parse(exchange.getRequestHeaders().getFirst("X-Amz-Date"), Instant::from);
        return Duration.between(sent, clock.instant()).abs().compareTo(Duration.ofMinutes(15)) > 0
                ? Answer.error(403, "RequestTimeTooSkewed")
                : null;
    }

    @Override
    public void close() {
        http.stop(0);
    }
}
