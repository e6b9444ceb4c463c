package io.movein.local.library;

import io.movein.example.media.Manifest;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.DigestInputStream;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;

/**
 * What is in a storage, read back from it byte by byte, beside what should be.
 *
 * @param matching files whose content has the SHA-256 of the manifest
 * @param extra files that the manifest does not know
 * @param bytes read back
 */
public record ContentComparison(int expected, int present, int matching, int extra, long bytes) {
    private static final int AT_A_TIME = 4;

    public boolean complete() {
        return present == expected && matching == expected && extra == 0;
    }

    static ContentComparison of(Manifest expected, URI storage, String token) throws IOException, InterruptedException {
        try (var client = HttpClient.newHttpClient();
                var workers = Executors.newFixedThreadPool(AT_A_TIME)) {
            var reader = new Reader(client, storage, token, new AtomicLong());
            var present = new HashSet<>(reader.paths());
            var wanted = expected.entries().stream().map(Manifest.Entry::path).collect(Collectors.toSet());
            var extra = (int)
                    present.stream().filter(path -> !wanted.contains(path)).count();
            var there = expected.entries().stream()
                    .filter(entry -> present.contains(entry.path()))
                    .toList();
            var matches = workers.invokeAll(there.stream()
                    .<Callable<Boolean>>map(entry -> () -> reader.matches(entry))
                    .toList());
            return new ContentComparison(
                    wanted.size(),
                    there.size(),
                    count(matches),
                    extra,
                    reader.bytes().get());
        }
    }

    private static int count(List<Future<Boolean>> matches) throws IOException, InterruptedException {
        var count = 0;
        for (var match : matches) {
            try {
                count += match.get() ? 1 : 0;
            } catch (ExecutionException e) {
                throw new IOException("the storage does not give out a file: " + e.getCause(), e);
            }
        }
        return count;
    }

    private record Reader(HttpClient client, URI storage, String token, AtomicLong bytes) {
        List<String> paths() throws IOException, InterruptedException {
            var answer = client.send(request(storage.resolve("/manifest.sha256")), BodyHandlers.ofString());
            if (answer.statusCode() != 200) {
                throw new IOException(
                        "the storage answered " + answer.statusCode() + " (expected 200) when asked what it holds");
            }
            return Manifest.parse(answer.body()).entries().stream()
                    .map(Manifest.Entry::path)
                    .toList();
        }

        boolean matches(Manifest.Entry entry) throws IOException, InterruptedException {
            var answer = client.send(request(entry.on(storage)), BodyHandlers.ofInputStream());
            try (var content = new DigestInputStream(answer.body(), Manifest.sha256())) {
                bytes.addAndGet(content.transferTo(OutputStream.nullOutputStream()));
                return answer.statusCode() == 200
                        && HexFormat.of()
                                .formatHex(content.getMessageDigest().digest())
                                .equals(entry.sha256());
            }
        }

        private HttpRequest request(URI uri) {
            return HttpRequest.newBuilder(uri)
                    .header("Authorization", "Bearer " + token)
                    .build();
        }
    }
}
