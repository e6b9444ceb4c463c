package io.movein.storage.configuration;

/** Of a binding. */
public enum Status {
    ACTIVE,
    /** Can be read, takes nothing new. */
    DISABLED
}
