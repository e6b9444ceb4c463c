package io.movein.storage.configuration;

import com.fasterxml.jackson.annotation.JsonProperty;

public enum Operation {
    @JsonProperty("migrate")
    MIGRATE,
    @JsonProperty("delete-source")
    DELETE_SOURCE
}
