package io.movein.standin.github.model;

/** What GitHub answers instead of doing what was asked: an HTTP status, its message, and for a 422 the field. */
public final class Refused extends RuntimeException {

    private final int status;
    private final String field;

    Refused(int status, String message, String field) {
        super(message, null, false, false);
        this.status = status;
        this.field = field;
    }

    static Refused notFound() {
        return new Refused(404, "Not Found", "");
    }

    static Refused gone() {
        return new Refused(410, "This issue was deleted", "");
    }

    static Refused forbidden() {
        return new Refused(403, "Must have admin rights to Repository.", "");
    }

    static Refused invalid(String field, String message) {
        return new Refused(422, message, field);
    }

    public int status() {
        return status;
    }

    /** Empty where no field is to blame. */
    public String field() {
        return field;
    }
}
