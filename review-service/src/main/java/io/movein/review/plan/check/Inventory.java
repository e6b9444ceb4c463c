package io.movein.review.plan.check;

import io.movein.review.plan.artifact.ArtifactEntry;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What there is, looked up by name. */
public record Inventory(ArtifactEntry document) {

    /** An entity and the store that has it. */
    public record Entity(ArtifactEntry item, ArtifactEntry entity) {

        /** {@code store/entity}, as other artifacts call it. */
        public String name() {
            return item.text("name") + "/" + entity.text("name");
        }

        Optional<ArtifactEntry> field(String name) {
            return entity.list("fields").stream()
                    .filter(field -> field.text("name").equals(name))
                    .findFirst();
        }
    }

    public List<ArtifactEntry> items() {
        return document.list("items");
    }

    Optional<ArtifactEntry> item(String name) {
        return items().stream().filter(item -> item.text("name").equals(name)).findFirst();
    }

    public static boolean holdsData(ArtifactEntry item) {
        return item.text("kind").equals("store") || item.text("kind").equals("schema");
    }

    public List<Entity> entities() {
        return items().stream()
                .flatMap(item -> item.list("entities").stream().map(entity -> new Entity(item, entity)))
                .toList();
    }

    Optional<Entity> entity(String name) {
        return entities().stream().filter(entity -> entity.name().equals(name)).findFirst();
    }

    /** Those that depend on this item directly. */
    Stream<ArtifactEntry> consumers(ArtifactEntry item) {
        return items().stream().filter(other -> other.texts("depends-on").contains(item.text("name")));
    }
}
