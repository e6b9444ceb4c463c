package io.movein.standin.kubernetes.api;

/** Which part of an object a write is about. */
public enum Part {
    MAIN,
    STATUS
}
