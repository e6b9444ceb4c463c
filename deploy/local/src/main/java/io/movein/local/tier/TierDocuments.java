package io.movein.local.tier;

import io.movein.standin.search.SearchProcess;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;

/**
 * The tenant's documents, one for each payment: in an index that it shares with another, and one day in one of its own. The application
 * searches by an alias, and writes to the index of where the tenant is.
 */
final class TierDocuments implements AutoCloseable {

    static final int FIRST = 1_000;
    static final String SHARED = "payments";
    static final String OWN = "acme-corp-payments";
    static final String ALIAS = "acme-corp-search";
    private static final int AT_ONCE = 1_000;
    private static final String INDEX = """
            {
              "settings": {"number_of_shards": 2, "number_of_replicas": 0},
              "aliases": {"%s": {"filter": {"term": {"tenant": "acme-corp"}}}},
              "mappings": {"properties": {"tenant": {"type": "keyword"}, "id": {"type": "keyword"}, "at": {"type": "long"}}}
            }""".formatted(ALIAS);
    private static final Pattern ID = Pattern.compile("\"_id\":\"([^\"]*)\"");
    private static final Pattern AFTER = Pattern.compile("(?s).*\"sort\":\\[\"([^\"]*)\"\\].*");

    private final SearchProcess server;
    private final AtomicLong writes = new AtomicLong();

    TierDocuments(Path folder) {
        server = SearchProcess.start(folder);
        server.ask("PUT", "/" + SHARED, INDEX);
        var lines = new StringBuilder();
        for (var number = 1; number <= FIRST; number++) {
            for (var tenant : List.of("acme-corp", "tenant-2")) {
                lines.append("{\"index\":{\"_id\":\"%s\"}}%n%s%n"
                        .formatted(id(tenant, 0, number), document(tenant, 0, number)));
            }
        }
        server.ask("POST", "/%s/_bulk?refresh=true".formatted(SHARED), lines.toString());
    }

    private static String id(String tenant, int client, long number) {
        return "%s%d-%d".formatted(tenant.equals("acme-corp") ? "" : tenant + "-", client, number);
    }

    private String document(String tenant, int client, long number) {
        return "{\"tenant\":\"%s\",\"id\":\"%s\",\"at\":%d,\"text\":\"payment %d of client %d\"}"
                .formatted(tenant, id(tenant, client, number), writes.incrementAndGet(), number, client);
    }

    URI url() {
        return server.url();
    }

    /** Returns once it is acknowledged. */
    void write(boolean dedicated, int client, long number) {
        put(dedicated ? OWN : SHARED, "acme-corp", client, number);
    }

    /** What another tenant does in the shared index. */
    void writeForeign(long number) {
        put(SHARED, "tenant-2", 1, number);
    }

    private void put(String index, String tenant, int client, long number) {
        server.ask(
                "PUT",
                "/%s/_doc/%s?op_type=create".formatted(index, id(tenant, client, number)),
                document(tenant, client, number));
    }

    /** Whether there is an index of its own. */
    boolean own() {
        return server.status("HEAD", "/" + OWN, "") == 200;
    }

    /** The index that is found by the application's name. */
    private String found() {
        return server.ask("GET", "/_alias/" + ALIAS, "").replaceAll("(?s)^\\{\"([^\"]*)\".*", "$1");
    }

    /**
     * What a search by the application's name finds otherwise than it was acknowledged.
     *
     * @param acknowledged how many documents of each client
     */
    List<String> differences(Map<Integer, Long> acknowledged) {
        server.ask("POST", "/%s/_refresh".formatted(OWN), "");
        var found = new HashSet<String>();
        var differences = new ArrayList<String>();
        if (!found().equals(OWN)) {
            differences.add("%s is a name of %s (expected %s)".formatted(ALIAS, found(), OWN));
        }
        var after = "";
        while (true) {
            var page = server.ask(
                    "POST",
                    "/%s/_search".formatted(ALIAS),
                    "{\"size\":%d,\"_source\":false,\"sort\":[\"id\"]%s}".formatted(AT_ONCE, after));
            var before = found.size();
            ID.matcher(page).results().map(hit -> hit.group(1)).forEach(id -> {
                if (!isWanted(id, acknowledged) || !found.add(id)) {
                    differences.add("nobody of the tenant wrote %s, or it is there twice".formatted(id));
                }
            });
            if (found.size() == before) {
                break;
            }
            after = ",\"search_after\":[\"%s\"]".formatted(AFTER.matcher(page).replaceAll("$1"));
        }
        var wanted = acknowledged.values().stream().mapToLong(Long::longValue).sum();
        if (found.size() != wanted) {
            differences.add("%d documents are found, acknowledged %d".formatted(found.size(), wanted));
        }
        return differences;
    }

    private static boolean isWanted(String id, Map<Integer, Long> acknowledged) {
        var numbers = id.split("-");
        return id.matches("\\d+-\\d+")
                && Long.parseLong(numbers[1]) <= acknowledged.getOrDefault(Integer.valueOf(numbers[0]), 0L);
    }

    @Override
    public void close() {
        server.close();
    }
}
