package io.movein.storage.configuration;

public enum Operation {
    MIGRATE,
    DELETE_SOURCE
}
