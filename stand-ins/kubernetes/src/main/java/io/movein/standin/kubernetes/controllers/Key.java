package io.movein.standin.kubernetes.controllers;

import com.fasterxml.jackson.databind.JsonNode;
import io.movein.standin.kubernetes.objects.Meta;

/** Which object of a controller's kind. */
record Key(String namespace, String name) {
    static Key of(JsonNode object) {
        return new Key(Meta.namespace(object), Meta.name(object));
    }
}
