package io.movein.storage.configuration;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Of a binding. */
public enum Status {
    @JsonProperty("active")
    ACTIVE,
    /** Can be read, takes nothing new. */
    @JsonProperty("disabled")
    DISABLED
}
