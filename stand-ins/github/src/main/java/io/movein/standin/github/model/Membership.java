package io.movein.standin.github.model;

/** Of an account in a team. GitHub lists the active ones as members, and whoever was only invited nowhere beside them. */
public enum Membership {
    ACTIVE,
    PENDING,
    NONE
}
