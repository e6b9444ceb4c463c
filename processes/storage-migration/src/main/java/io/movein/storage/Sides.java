package io.movein.storage;

import io.movein.process.ConfigurationProblem;
import io.movein.process.Secrets;
import io.movein.process.items.Blame;
import io.movein.process.pace.Turn;
import io.movein.process.retry.Retries;
import io.movein.storage.configuration.Binding;
import io.movein.storage.configuration.Binding.EncryptionSettings;
import io.movein.storage.configuration.StoragePlan;
import io.movein.store.objects.AccessKeys;
import io.movein.store.objects.AccessKeys.AccessKey;
import io.movein.store.objects.Encryption;
import io.movein.store.objects.ObjectStore;
import io.movein.store.objects.ObjectStoreSettings;
import io.movein.store.objects.Place;
import io.movein.store.objects.StoreFailure;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;

/** The stores behind the bindings. All but the target are sources. */
final class Sides implements AutoCloseable {

    private final String target;
    private final Map<String, ObjectStore> stores;

    private Sides(String target, Map<String, ObjectStore> stores) {
        this.target = target;
        this.stores = stores;
    }

    static Sides open(StoragePlan plan, Secrets secrets, Retries retries) {
        var stores = new LinkedHashMap<String, ObjectStore>();
        plan.bindings()
                .forEach((name, binding) -> stores.put(
                        name,
                        new ObjectStore(
                                place(name, binding),
                                new AccessKeys(() -> accessKey(binding, secrets)),
                                encryption(binding.encryption(), secrets),
                                settings(plan),
                                retries,
                                name.equals(plan.target()) ? Blame.DESTINATION : Blame.SOURCE)));
        return new Sides(plan.target(), stores);
    }

    private static Place place(String name, Binding binding) {
        return new Place(
                name, binding.endpoint(), binding.region(), binding.bucket(), binding.prefix(), binding.pathStyle());
    }

    private static AccessKey accessKey(Binding binding, Secrets secrets) {
        return new AccessKey(
                secrets.read(binding.accessKey()).text(),
                secrets.read(binding.secretKey()).text(),
                binding.sessionToken() == null
                        ? ""
                        : secrets.read(binding.sessionToken()).text());
    }

    private static Encryption encryption(EncryptionSettings settings, Secrets secrets) {
        return switch (settings.type()) {
            case "sse-s3" -> new Encryption.SseS3();
            case "sse-kms" -> new Encryption.SseKms(String.valueOf(settings.keyId()));
            case "client-side" -> {
                var keySet = java.util.Objects.requireNonNull(settings.keySet(), "the schema requires it");
                yield Encryption.clientSide(
                        keySet.toString(), secrets.read(keySet).text());
            }
            default -> new Encryption.None();
        };
    }

    private static ObjectStoreSettings settings(StoragePlan plan) {
        var transfer = plan.transfer();
        return new ObjectStoreSettings(
                (int) Math.min(transfer.partSize().bytes(), 512L * 1024 * 1024),
                transfer.partsAtOnce(),
                transfer.conditionalWrites(),
                transfer.silence());
    }

    Set<String> names() {
        return stores.keySet();
    }

    ObjectStore at(String binding) {
        var store = stores.get(binding);
        if (store == null) {
            throw new IllegalArgumentException(
                    "the catalogue names the binding '%s', which is not in the plan (expected one of %s)"
                            .formatted(binding, stores.keySet()));
        }
        return store;
    }

    ObjectStore at(String binding, Turn turn) {
        return at(binding).during(turn);
    }

    ObjectStore target() {
        return at(target);
    }

    /**
     * Asks each whether it can be listed: where it is, which bucket, whose key, which region, what time it is.
     *
     * @return waits for the answers; something else can be asked meanwhile
     */
    Supplier<List<ConfigurationProblem>> asked() {
        var asked = new LinkedHashMap<String, Future<?>>();
        var threads = Executors.newCachedThreadPool();
        stores.forEach((name, store) -> asked.put(name, threads.submit(store::anyKey)));
        threads.shutdown();
        return () -> {
            threads.close();
            return asked.entrySet().stream()
                    .filter(answer -> answer.getValue().state() == Future.State.FAILED)
                    .map(answer -> problem(answer.getKey(), answer.getValue().exceptionNow()))
                    .toList();
        };
    }

    private ConfigurationProblem problem(String name, Throwable failure) {
        var side = name.equals(target) ? "the target" : "a source";
        return ConfigurationProblem.of(
                "bindings." + name,
                failure instanceof StoreFailure known ? String.valueOf(known.getMessage()) : failure.toString(),
                side + " that can be listed");
    }

    @Override
    public void close() {
        stores.values().forEach(ObjectStore::close);
    }
}
