package io.movein.store.search;

import io.movein.process.pace.Turn;
import io.movein.store.search.SearchFailure.Kind;
import java.io.ByteArrayOutputStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes documents to one index by {@code _bulk}, each with the version that it has at the source, so that writing it twice is writing it
 * once and an older one never replaces a newer. The answer is looked at item by item: what was too much is sent again, it alone; what is
 * refused for good is told.
 */
final class BulkWriter {

    private static final int LARGEST = 5 * 1024 * 1024;

    /** Something to be done to a document. */
    private sealed interface Step {

        byte[] lines(String index);

        Document document();
    }

    private record Put(Document document) implements Step {
        @Override
        public byte[] lines(String index) {
            var what =
                    address(index, document).put("version", document.version()).put("version_type", "external_gte");
            return BulkWriter.lines(Json.MAPPER.writeValueAsBytes(Json.object("index", what)), document.source());
        }
    }

    private record Remove(Document document) implements Step {
        @Override
        public byte[] lines(String index) {
            return BulkWriter.lines(Json.MAPPER.writeValueAsBytes(Json.object("delete", address(index, document))));
        }
    }

    private final SearchCluster target;
    private final String index;

    BulkWriter(SearchCluster target, String index) {
        this.target = target;
        this.index = index;
    }

    private static ObjectNode address(String index, Document document) {
        var address = Json.object("_index", index).put("_id", document.id());
        return document.routing().isEmpty() ? address : address.put("routing", document.routing());
    }

    private static byte[] lines(byte[]... parts) {
        var all = new ByteArrayOutputStream();
        for (var part : parts) {
            all.writeBytes(part);
            all.write('\n');
        }
        return all.toByteArray();
    }

    /** @return what is refused for good */
    List<Rejected> put(List<Document> documents, Turn turn) throws InterruptedException {
        return write(documents.stream().<Step>map(Put::new).toList(), turn, false);
    }

    /**
     * Nobody else writes: a newer version that is in the way is one that was removed. The target forgets it with a refresh, by a clock that
     * stands still for a while.
     */
    List<Rejected> putAtLast(List<Document> documents, Turn turn) throws InterruptedException {
        return write(documents.stream().<Step>map(Put::new).toList(), turn, true);
    }

    /** What is not there any more is removed already. */
    List<Rejected> remove(List<Listed> documents, Turn turn) throws InterruptedException {
        return write(
                documents.stream()
                        .<Step>map(one -> new Remove(new Document(one.id(), one.routing(), one.version(), new byte[0])))
                        .toList(),
                turn,
                false);
    }

    private List<Rejected> write(List<Step> steps, Turn turn, boolean atLast) throws InterruptedException {
        var rejected = new ArrayList<Rejected>();
        var parts = new ArrayDeque<List<Step>>();
        split(steps, parts);
        while (!parts.isEmpty()) {
            var part = parts.removeFirst();
            try {
                send(part, turn, rejected, atLast);
            } catch (SearchFailure e) {
                if (!e.is(Kind.TOO_LARGE)) {
                    throw e;
                }
                if (part.size() == 1) {
                    rejected.add(rejected(part.getFirst(), "too-large", "larger than the target takes in one request"));
                } else {
                    parts.addFirst(part.subList(part.size() / 2, part.size()));
                    parts.addFirst(part.subList(0, part.size() / 2));
                }
            }
        }
        return rejected;
    }

    private static void split(List<Step> steps, Deque<List<Step>> parts) {
        var part = new ArrayList<Step>();
        var bytes = 0L;
        for (var step : steps) {
            if (!part.isEmpty() && bytes + step.document().source().length > LARGEST) {
                parts.add(part);
                part = new ArrayList<>();
                bytes = 0;
            }
            part.add(step);
            bytes += step.document().source().length;
        }
        if (!part.isEmpty()) {
            parts.add(part);
        }
    }

    private void send(List<Step> part, Turn turn, List<Rejected> rejected, boolean atLast) throws InterruptedException {
        var left = new ArrayList<>(part);
        target.http().again(() -> {
            turn.request();
            var lines = new ByteArrayOutputStream();
            left.forEach(step -> lines.writeBytes(step.lines(index)));
            var answer = target.http().lines("/_bulk?pipeline=_none", lines.toByteArray());
            var later = read(left, answer, rejected, atLast);
            left.clear();
            left.addAll(later);
            if (!left.isEmpty()) {
                if (atLast) {
                    target.refresh(index);
                }
                throw target.failure(
                        Kind.THROTTLED,
                        "_bulk: %d documents were too much for %s, or are still known there as removed"
                                .formatted(left.size(), index));
            }
            return true;
        });
    }

    /** @return what is to be sent again */
    private List<Step> read(List<Step> steps, JsonNode answer, List<Rejected> rejected, boolean atLast) {
        var items = answer.path("items");
        if (items.size() != steps.size()) {
            throw target.failure(
                    Kind.PERMANENT,
                    "_bulk: %d answers (expected %d, one for each)".formatted(items.size(), steps.size()));
        }
        var later = new ArrayList<Step>();
        for (var i = 0; i < steps.size(); i++) {
            var step = steps.get(i);
            var item = items.get(i).path(step instanceof Put ? "index" : "delete");
            if (!item.path("_index").asString("").equals(index)
                    || !item.path("_id").asString("").equals(step.document().id())) {
                throw target.failure(
                        Kind.PERMANENT,
                        "_bulk: document %s went to '%s' as '%s' (expected index %s); something at the target sends it elsewhere"
                                .formatted(
                                        step.document().words(),
                                        item.path("_index").asString(""),
                                        item.path("_id").asString(""),
                                        index));
            }
            if (atLast && item.path("status").asInt(0) == 409) {
                later.add(step);
            } else {
                read(step, item, later, rejected);
            }
        }
        return later;
    }

    private void read(Step step, JsonNode item, List<Step> later, List<Rejected> rejected) {
        var status = item.path("status").asInt(0);
        switch (status) {
            case 429, 502, 503, 504 -> later.add(step);
            // a newer one is there: what the last comparison of versions finds is put right there
            case 200, 201, 404, 409 -> {
                if (status == 404 && step instanceof Put) {
                    rejected.add(rejected(step, item));
                }
            }
            default -> rejected.add(rejected(step, item));
        }
    }

    private Rejected rejected(Step step, JsonNode item) {
        return rejected(
                step, item.path("error").path("type").asString("unknown"), SearchHttp.reason(item.path("error")));
    }

    private Rejected rejected(Step step, String code, String reason) {
        return new Rejected(index, step.document().id(), step.document().routing(), code, reason);
    }
}
