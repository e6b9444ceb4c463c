package io.movein.standin.kubernetes.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.movein.standin.kubernetes.objects.Json;
import io.movein.standin.kubernetes.objects.Refusal;
import io.movein.standin.kubernetes.store.ObjectChange;
import io.movein.standin.kubernetes.store.Store;
import io.movein.standin.kubernetes.store.Subscription;
import io.movein.standin.kubernetes.store.TooOldException;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * One watch: a line of JSON per change of the selected objects, in the order of the writes, until its time is up or it
 * is cut. It runs on the thread of its request.
 */
final class WatchStream {
    private static final Duration BEFORE_THE_END = Duration.ofSeconds(2);

    /** How a watch ended. */
    enum End {
        IN_TIME,
        CUT
    }

    private sealed interface Item {}

    private record Happened(ObjectChange change) implements Item {}

    private record Cut() implements Item {}

    private final Store store;
    private final Selection selection;
    private final Query query;
    private final BlockingQueue<Item> items = new LinkedBlockingQueue<>();
    private long sent;
    private long told;

    WatchStream(Store store, Selection selection, Query query) {
        this.store = store;
        this.selection = selection;
        this.query = query;
    }

    /** Ends the watch from another thread, without a good-bye to the client. */
    void cut() {
        items.add(new Cut());
    }

    End run(OutputStream out, Duration bookmarkEvery) throws IOException, InterruptedException {
        var timeout = Duration.ofSeconds(query.number("timeoutSeconds", 45 * 60));
        var end = System.nanoTime() + timeout.toNanos();
        Subscription subscription;
        try {
            subscription = begin();
        } catch (TooOldException e) {
            line(out, "ERROR", Refusal.expired(String.valueOf(e.getMessage())).status());
            return End.IN_TIME;
        }
        try (subscription) {
            return follow(out, end, bookmarkEvery);
        }
    }

    /** After the version of a list, as clients begin a watch; without one, from now on. */
    private Subscription begin() {
        sent = query.number("resourceVersion", store.revision());
        told = sent;
        return store.subscribe(sent, this::hear);
    }

    private void hear(ObjectChange change) {
        if (change.kind().equals(selection.route().kind())) {
            items.add(new Happened(change));
        }
    }

    private End follow(OutputStream out, long end, Duration bookmarkEvery) throws IOException, InterruptedException {
        var nextBookmark = bookmarkTime(end, bookmarkEvery);
        while (true) {
            var wait = Math.min(end, nextBookmark) - System.nanoTime();
            switch (items.poll(Math.max(0, wait), TimeUnit.NANOSECONDS)) {
                case Happened happened -> change(out, happened.change);
                case Cut ignored -> {
                    return End.CUT;
                }
                case null -> {
                    if (System.nanoTime() >= end) {
                        return End.IN_TIME;
                    }
                    bookmark(out);
                    nextBookmark = Math.max(
                            System.nanoTime() + Duration.ofSeconds(1).toNanos(), bookmarkTime(end, bookmarkEvery));
                }
            }
        }
    }

    /** One shortly before the end, so that the client can go on from there; else regularly. */
    private static long bookmarkTime(long end, Duration every) {
        var regular = System.nanoTime() + every.toNanos();
        var last = end - BEFORE_THE_END.toNanos();
        return last > System.nanoTime() ? Math.min(regular, last) : Math.min(regular, end);
    }

    private boolean bookmarks() {
        return query.is("allowWatchBookmarks");
    }

    /** Only where it tells something new, as on the real server. */
    private void bookmark(OutputStream out) throws IOException {
        // everything up to the present was sent, if nothing waits; otherwise up to the last that was
        var revision = store.alone(() -> items.isEmpty() ? store.revision() : sent);
        if (bookmarks() && revision > told) {
            told = revision;
            line(out, "BOOKMARK", bookmarkOf(revision));
        }
    }

    private void change(OutputStream out, ObjectChange change) throws IOException {
        sent = Math.max(sent, change.revision());
        var seen = type(change);
        if (seen.isPresent()) {
            // an object that left the selection is shown as it last was in it, as of the present revision
            told = sent;
            line(out, seen.get(), seen.get().equals("DELETED") ? last(change) : change.last());
        }
    }

    private Optional<String> type(ObjectChange change) {
        var was = selection.test(change.before());
        var is = selection.test(change.after());
        if (was && is) {
            return Optional.of("MODIFIED");
        }
        return is ? Optional.of("ADDED") : was ? Optional.of("DELETED") : Optional.empty();
    }

    private static ObjectNode last(ObjectChange change) {
        if (change.after() == null || change.before() == null) {
            return change.last();
        }
        var last = change.before().deepCopy();
        Json.ensure(last, "metadata").put("resourceVersion", Long.toString(change.revision()));
        return last;
    }

    private ObjectNode bookmarkOf(long revision) {
        var kind = selection.route().kind();
        var bookmark = Json.object().put("kind", kind.name()).put("apiVersion", kind.apiVersion());
        bookmark.putObject("metadata").put("resourceVersion", Long.toString(revision));
        return bookmark;
    }

    private static void line(OutputStream out, String type, ObjectNode object) throws IOException {
        var event = Json.object().put("type", type);
        event.set("object", object);
        out.write(Json.bytes(event));
        out.write('\n');
        out.flush();
    }
}
