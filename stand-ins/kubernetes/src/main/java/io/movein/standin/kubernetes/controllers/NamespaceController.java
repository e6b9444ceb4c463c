package io.movein.standin.kubernetes.controllers;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.movein.standin.kubernetes.api.Conditions;
import io.movein.standin.kubernetes.api.DeleteOptions;
import io.movein.standin.kubernetes.api.Resources;
import io.movein.standin.kubernetes.objects.Json;
import io.movein.standin.kubernetes.objects.Kind;
import io.movein.standin.kubernetes.objects.Kinds;
import io.movein.standin.kubernetes.objects.Meta;
import io.movein.standin.kubernetes.objects.Refusal;
import io.movein.standin.kubernetes.store.Change;
import java.time.Duration;
import java.time.Instant;

/** Gives a namespace its default service account and CA bundle, and empties one that is being deleted. */
final class NamespaceController extends Controller {
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);
    private final Resources resources;

    NamespaceController(Resources resources) {
        this.resources = resources;
    }

    @Override
    void heard(Change change) {
        if (change.kind().equals(Kinds.NAMESPACE)) {
            soon(Key.of(change.last()));
        } else if (change.after() == null && change.kind().namespaced()) {
            soon(new Key("", Meta.namespace(change.last())));
        }
    }

    @Override
    void sync(Key key, Instant now) {
        resources.find(Kinds.NAMESPACE, "", key.name()).ifPresent(namespace -> {
            if (Meta.isBeingDeleted(namespace)) {
                empty(namespace, now);
            } else {
                furnish(key.name());
            }
        });
    }

    private void furnish(String namespace) {
        createMissing(Kinds.SERVICE_ACCOUNT, namespace, "default", Json.object());
        var bundle = Json.object();
        bundle.putObject("data").put("ca.crt", "");
        createMissing(Kinds.CONFIG_MAP, namespace, "kube-root-ca.crt", bundle);
    }

    private void createMissing(Kind kind, String namespace, String name, ObjectNode object) {
        if (resources.find(kind, namespace, name).isEmpty()) {
            object.putObject("metadata").put("name", name);
            resources.create(kind, namespace, object, false);
        }
    }

    private void empty(ObjectNode namespace, Instant now) {
        var name = Meta.name(namespace);
        var left = 0;
        for (var kind : Kinds.ALL.stream().filter(Kind::namespaced).toList()) {
            for (var object : resources.list(kind, name)) {
                delete(kind, object);
            }
            left += resources.list(kind, name).size();
        }
        if (left == 0) {
            finish(name);
        } else {
            tell(namespace, left, now);
            later(Key.of(namespace), now.plus(LOOK_AGAIN));
        }
    }

    private void delete(Kind kind, ObjectNode object) {
        try {
            if (!Meta.isBeingDeleted(object)) {
                resources.delete(kind, Meta.namespace(object), Meta.name(object), DeleteOptions.BACKGROUND);
            }
        } catch (Refusal refusal) {
            if (refusal.code() != 404) {
                throw refusal;
            }
        }
    }

    private void tell(ObjectNode namespace, int left, Instant now) {
        resources.change(
                Kinds.NAMESPACE, "", Meta.name(namespace), io.movein.standin.kubernetes.api.Part.STATUS, changed -> {
                    Conditions.set(
                            changed,
                            "NamespaceContentRemaining",
                            "True",
                            "SomeResourcesRemain",
                            "Some resources are remaining: %d resource instances".formatted(left),
                            now);
                    return changed;
                });
    }

    private void finish(String name) {
        resources.store().alone(() -> {
            var namespace = resources.get(Kinds.NAMESPACE, "", name).deepCopy();
            Json.ensure(namespace, "spec").remove("finalizers");
            return Meta.finalizers(namespace).isEmpty()
                    ? resources.store().remove(Kinds.NAMESPACE, namespace)
                    : resources.store().put(Kinds.NAMESPACE, namespace);
        });
    }
}
