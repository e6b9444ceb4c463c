package io.movein.standin.github.pages;

import io.movein.standin.github.model.IssueEvent;
import io.movein.standin.github.model.IssueEvent.Kind;
import io.movein.standin.github.model.StoredComment;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Comments and events of an issue in the order they happened; what one person labelled in one go is one item. */
final class Timeline {

    /** Either a comment or events of one person. What templates read is public. */
    record Item(long id, @Nullable StoredComment comment, List<IssueEvent> events) {

        public Instant at() {
            return comment != null ? comment.createdAt() : events.getLast().createdAt();
        }

        public String actor() {
            return comment != null ? comment.author() : events.getFirst().actor();
        }

        public List<String> added() {
            return labels(Kind.LABELED);
        }

        public List<String> removed() {
            return labels(Kind.UNLABELED);
        }

        public boolean labelling() {
            return comment == null && !(added().isEmpty() && removed().isEmpty());
        }

        private List<String> labels(Kind kind) {
            return events.stream()
                    .filter(event -> event.kind() == kind)
                    .map(IssueEvent::label)
                    .toList();
        }

        boolean goesWith(Item next) {
            return labelling()
                    && next.labelling()
                    && actor().equals(next.actor())
                    && Duration.between(at(), next.at()).compareTo(Duration.ofSeconds(10)) < 0
                    && Stream.concat(added().stream(), removed().stream())
                            .noneMatch(label -> next.added().contains(label)
                                    || next.removed().contains(label));
        }

        Item with(Item next) {
            return new Item(
                    id,
                    null,
                    Stream.concat(events.stream(), next.events.stream()).toList());
        }
    }

    private Timeline() {}

    static List<Item> of(List<StoredComment> comments, List<IssueEvent> events) {
        var all = Stream.concat(
                comments.stream().map(comment -> new Item(comment.id(), comment, List.of())),
                events.stream().map(event -> new Item(event.id(), null, List.of(event))));
        var items = new ArrayList<Item>();
        all.sorted(Comparator.comparingLong(Item::id)).forEach(item -> add(items, item));
        return items;
    }

    private static void add(List<Item> items, Item item) {
        if (!items.isEmpty() && items.getLast().goesWith(item)) {
            items.set(items.size() - 1, items.getLast().with(item));
        } else {
            items.add(item);
        }
    }
}
