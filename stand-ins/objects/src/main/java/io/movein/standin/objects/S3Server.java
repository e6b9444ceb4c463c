package io.movein.standin.objects;

import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;
import org.gaul.s3proxy.AccessGrant;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.blobstore.BlobStore;
import org.gaul.s3proxy.nio2blob.FilesystemNio2BlobStore;
import org.gaul.s3proxy.nio2blob.TransientNio2BlobStore;

/** S3Proxy in this process, on a port of its own of 127.0.0.1. It checks signatures; each access key may do everything. */
public final class S3Server implements AutoCloseable {

    public static final String ACCESS_KEY = "movein";
    public static final String SECRET_KEY = "movein-secret";
    public static final String REGION = "us-east-1";

    private final S3Proxy server;
    private final BlobStore blobs;
    /** Secret by access key. */
    private final Map<String, String> keys;

    private S3Server(S3Proxy server, BlobStore blobs, Map<String, String> keys) {
        this.server = server;
        this.blobs = blobs;
        this.keys = keys;
    }

    /** Keeps the objects in memory. */
    public static S3Server inMemory(String... buckets) {
        return start(new TransientNio2BlobStore(), buckets);
    }

    /** Keeps the objects in a folder, which is there. */
    public static S3Server onDisk(Path folder, String... buckets) {
        return start(new FilesystemNio2BlobStore(folder.toString()), buckets);
    }

    private static S3Server start(BlobStore blobs, String... buckets) {
        try {
            var server = S3Proxy.Builder.fromProperties(properties())
                    .blobStore(blobs)
                    .build();
            var keys = new ConcurrentHashMap<>(Map.of(ACCESS_KEY, SECRET_KEY));
            server.setBlobStoreLocator((identity, container, blob) -> {
                var secret = keys.get(identity);
                return secret == null ? null : new AccessGrant(secret, blobs);
            });
            server.start();
            for (var bucket : buckets) {
                blobs.createContainer(bucket);
            }
            return new S3Server(server, blobs, keys);
        } catch (Exception e) {
            throw new IllegalStateException("S3Proxy does not start", e);
        }
    }

    private static Properties properties() {
        var properties = new Properties();
        properties.setProperty("s3proxy.endpoint", "http://127.0.0.1:0");
        properties.setProperty("s3proxy.authorization", AuthenticationType.AWS_V2_OR_V4.toString());
        properties.setProperty("s3proxy.identity", ACCESS_KEY);
        properties.setProperty("s3proxy.credential", SECRET_KEY);
        properties.setProperty("s3proxy.jetty.max-threads", "64");
        return properties;
    }

    public URI endpoint() {
        return URI.create("http://127.0.0.1:" + server.getPort());
    }

    public void createBucket(String bucket) {
        blobs.createContainer(bucket);
    }

    public void accept(String accessKey, String secretKey) {
        keys.put(accessKey, secretKey);
    }

    public void revoke(String accessKey) {
        keys.remove(accessKey);
    }

    @Override
    public void close() {
        try {
            server.stop();
            blobs.close();
        } catch (Exception e) {
            throw new IllegalStateException("S3Proxy does not stop", e);
        }
    }
}
