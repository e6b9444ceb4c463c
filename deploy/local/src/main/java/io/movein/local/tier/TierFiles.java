package io.movein.local.tier;

import io.movein.standin.objects.ObjectServer;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The tenant's objects: below its prefix in a shared bucket, and one day in one of its own. */
final class TierFiles implements AutoCloseable {

    static final int FIRST = 300;
    static final String SHARED = "shared";
    static final String OWN = "acme-corp";
    static final String PREFIX = "acme-corp/";
    /** One payment of so many has a receipt. */
    private static final int EACH = 10;

    private final ObjectServer server = ObjectServer.start(SHARED, OWN);

    TierFiles() {
        for (var number = 1; number <= FIRST; number++) {
            put(SHARED, PREFIX, 0, number);
            put(SHARED, "tenant-2/", 0, number);
        }
    }

    URI endpoint() {
        return server.endpoint();
    }

    private void put(String bucket, String prefix, int client, long number) {
        var key = key(client, number);
        server.put(bucket, prefix + key, content(key));
    }

    private static String key(int client, long number) {
        return "receipts/%d/%d".formatted(client, number);
    }

    private static byte[] content(String key) {
        return "The receipt %s of acme-corp%n".formatted(key).repeat(20).getBytes(StandardCharsets.UTF_8);
    }

    /** The receipt of a payment, if this one has one. */
    void write(boolean dedicated, int client, long number) {
        if (number % EACH == 0) {
            put(dedicated ? OWN : SHARED, dedicated ? "" : PREFIX, client, number);
        }
    }

    /** What another tenant does in the shared bucket. */
    void writeForeign(long number) {
        put(SHARED, "tenant-2/", 1, number);
    }

    /** How many objects are in the bucket of its own. */
    int own() {
        return server.keys(OWN).size();
    }

    /** What every object is to have. */
    static Map<String, byte[]> expected(Map<Integer, Long> acknowledged) {
        var wanted = new TreeMap<String, byte[]>();
        for (var number = 1; number <= FIRST; number++) {
            wanted.put(key(0, number), content(key(0, number)));
        }
        acknowledged.forEach((client, last) -> {
            for (var number = EACH; number <= last; number += EACH) {
                wanted.put(key(client, number), content(key(client, number)));
            }
        });
        return wanted;
    }

    /**
     * What its own bucket has otherwise than it was acknowledged.
     *
     * @param acknowledged how many payments of each client
     */
    List<String> differences(Map<Integer, Long> acknowledged) {
        var wanted = expected(acknowledged);
        var differences = new ArrayList<String>();
        for (var key : server.keys(OWN)) {
            var content = wanted.remove(key);
            if (content == null) {
                differences.add("nobody wrote " + key);
            } else if (!Arrays.equals(content, server.content(OWN, key))) {
                differences.add(key + " has another content");
            }
        }
        wanted.keySet().forEach(key -> differences.add(key + " is not there"));
        return differences;
    }

    @Override
    public void close() {
        server.close();
    }
}
