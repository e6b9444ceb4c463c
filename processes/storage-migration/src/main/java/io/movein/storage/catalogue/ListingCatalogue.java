package io.movein.storage.catalogue;

import io.movein.storage.configuration.CatalogueSettings.Listing;
import io.movein.storage.configuration.Scope;
import io.movein.store.objects.Description;
import io.movein.store.objects.Listed;
import io.movein.store.objects.Names;
import io.movein.store.objects.ObjectStore;
import io.movein.store.objects.StoreFailure;
import io.movein.store.objects.StoreFailure.Kind;
import io.movein.store.objects.Stored;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/** Without a table: what the old binding lists, less what has a pointer file at the target. */
public final class ListingCatalogue implements Catalogue {

    private static final Description JSON = new Description(
            "application/json", null, null, null, null, null, null, java.util.Map.of(), java.util.Map.of());

    private final Listing settings;
    private final String target;
    private final ObjectStore source;
    private final ObjectStore destination;
    private final Scope scope;
    private final Pattern keys;
    private final Clock clock;
    private final Path scratch;
    private final AtomicLong outsideCount = new AtomicLong();
    private final AtomicLong outsideBytes = new AtomicLong();

    /** @param scratch for the names of the pointer files while planning */
    public ListingCatalogue(
            Listing settings,
            String target,
            Scope scope,
            ObjectStore source,
            ObjectStore destination,
            Path scratch,
            Clock clock) {
        this.settings = settings;
        this.target = target;
        this.source = source;
        this.destination = destination;
        this.scope = scope;
        this.keys = Pattern.compile(scope.keys() == null ? ".*" : scope.keys(), Pattern.DOTALL);
        this.scratch = scratch;
        this.clock = clock;
    }

    @Override
    public void candidates(Candidates candidates) {
        outsideCount.set(0);
        outsideBytes.set(0);
        try (var pointers = new DiskMap(scratch.resolve("pointers.db"))) {
            destination.list(settings.pointers()).forEachRemaining(pointer -> pointers.putIfAbsent(pointer.key(), ""));
            try (var seen = new DiskMap(scratch.resolve("listed.db"))) {
                source.list("").forEachRemaining(listed -> {
                    if (seen.putIfAbsent(listed.key(), "").isPresent()) {
                        throw new StoreFailure(
                                Kind.LISTING, source.place(), "listed %s twice".formatted(Names.show(listed.key())));
                    }
                    if (pointers.get(Pointer.name(settings.pointers(), listed.key()))
                            .isEmpty()) {
                        offer(listed, candidates);
                    }
                });
            }
        }
    }

    private void offer(Listed listed, Candidates candidates) {
        var isOld = scope.olderThan() == null
                || listed.modified().isBefore(clock.instant().minus(scope.olderThan()));
        if (isOld && keys.matcher(listed.key()).matches() && isOfThePlan()) {
            candidates.add(artifact(listed.key()), listed.size());
        } else {
            outsideCount.incrementAndGet();
            outsideBytes.addAndGet(listed.size());
        }
    }

    private boolean isOfThePlan() {
        return (scope.bindings() == null || scope.bindings().contains(settings.binding()))
                && (scope.purposes() == null || scope.purposes().contains(settings.purpose()))
                && (scope.organisations() == null || scope.organisations().contains(settings.organisation()));
    }

    private Artifact artifact(String key) {
        return new Artifact(key, settings.organisation(), settings.purpose(), settings.binding(), key, null, null);
    }

    /** As of the last time that the candidates were asked for. */
    @Override
    public List<Outside> outside() {
        return outsideCount.get() == 0
                ? List.of()
                : List.of(new Outside(settings.binding(), settings.purpose(), outsideCount.get(), outsideBytes.get()));
    }

    @Override
    public void atTarget(Consumer<Artifact> consumer) {
        destination
                .list(settings.pointers())
                .forEachRemaining(pointer -> destination
                        .find(pointer.key())
                        .map(this::read)
                        .ifPresent(to -> consumer.accept(artifact(to.key(), to))));
    }

    @Override
    public boolean anyAtTarget() {
        return destination.list(settings.pointers()).hasNext();
    }

    @Override
    public Optional<Artifact> find(String id) {
        return pointer(id).map(to -> artifact(id, to)).or(() -> source.find(id).map(stored -> artifact(id)));
    }

    private Artifact artifact(String id, Pointer to) {
        return new Artifact(
                id, to.organisation(), settings.purpose(), to.binding(), to.toKey(), to.size(), to.sha256());
    }

    private Optional<Pointer> pointer(String id) {
        return destination.find(Pointer.name(settings.pointers(), id)).map(this::read);
    }

    private Pointer read(Stored stored) {
        try (var content = destination.open(stored)) {
            return Pointer.read(content.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public Pointed point(Artifact from, ArtifactLocation to) {
        var wanted = Pointer.of(from, to);
        var json = wanted.json();
        try (var upload = destination.upload(Pointer.name(settings.pointers(), from.key()), JSON, json.length)) {
            upload.write(json);
            upload.finish();
            return Pointed.MOVED;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (StoreFailure failure) {
            var found = pointer(from.key());
            if (found.isEmpty()) {
                throw failure;
            }
            return found.get().equals(wanted) ? Pointed.MOVED : Pointed.CHANGED;
        }
    }

    @Override
    public boolean isActive(String binding) {
        return binding.equals(target);
    }

    @Override
    public Optional<String> otherAt(String binding, String key, String id) {
        return Optional.empty();
    }

    @Override
    public void close() {
        // the stores are closed by whoever opened them
    }
}
