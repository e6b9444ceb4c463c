package io.movein.runner;

import java.io.IOException;
import java.util.Comparator;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;
import okhttp3.Interceptor;
import okhttp3.Request;
import okhttp3.Response;

/** Counts the requests to the API server. */
final class Requests implements Interceptor {
    private final Map<String, LongAdder> counts = new ConcurrentHashMap<>();

    long count() {
        return counts.values().stream().mapToLong(LongAdder::sum).sum();
    }

    void clear() {
        counts.clear();
    }

    /** How many of each kind there are for each of so many, most first. */
    String perEach(int many) {
        return counts.entrySet().stream()
                .sorted(Comparator.comparingLong(it -> -it.getValue().sum()))
                .map(it -> "%.1f %s".formatted((double) it.getValue().sum() / many, it.getKey()))
                .collect(Collectors.joining(", "));
    }

    @Override
    public Response intercept(Chain chain) throws IOException {
        counts.computeIfAbsent(kind(chain.request()), _ -> new LongAdder()).increment();
        return chain.proceed(chain.request());
    }

    /** The method and the kind of object, with what is asked of it. */
    private static String kind(Request request) {
        var path = request.url().pathSegments();
        var namespaced = path.indexOf("namespaces") + 2;
        var from = namespaced < 2 || namespaced >= path.size() ? Math.max(0, path.size() - 1) : namespaced;
        var kind = path.get(from);
        return request.method() + " " + kind + (path.size() > from + 2 ? "/" + path.getLast() : "");
    }
}
