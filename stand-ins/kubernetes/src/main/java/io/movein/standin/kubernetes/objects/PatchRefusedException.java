package io.movein.standin.kubernetes.objects;

/** A patch that cannot be applied: malformed (400), or not fitting the object (422). */
public final class PatchRefusedException extends RuntimeException {
    private final boolean malformed;

    PatchRefusedException(boolean malformed, String message) {
        super(message);
        this.malformed = malformed;
    }

    public boolean malformed() {
        return malformed;
    }
}
