package io.movein.standin.kubernetes.rules;

import io.movein.standin.kubernetes.objects.Refusal.Cause;
import java.util.Optional;
import java.util.regex.Pattern;

/** The forms of names, labels and keys, with the real server's words for what does not fit. */
final class Names {
    private static final String LABEL_FORM = "[a-z0-9]([-a-z0-9]*[a-z0-9])?";
    private static final String SUBDOMAIN_FORM = LABEL_FORM + "(\\." + LABEL_FORM + ")*";
    private static final String VALUE_FORM = "(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?";
    private static final String QUALIFIED_FORM = "([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]";
    private static final String KEY_FORM = "[-._a-zA-Z0-9]+";
    private static final int LABEL = 63;
    private static final int SUBDOMAIN = 253;

    private Names() {}

    static Optional<Cause> label(String field, String name) {
        if (name.contains(".")) {
            return Optional.of(Cause.invalid(field, name, "must not contain dots"));
        }
        if (name.length() > LABEL) {
            return Optional.of(Cause.invalid(field, name, "must be no more than 63 characters"));
        }
        return form(
                field,
                name,
                LABEL_FORM,
                "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end"
                        + " with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '%s')");
    }

    static Optional<Cause> subdomain(String field, String name) {
        if (name.length() > SUBDOMAIN) {
            return Optional.of(Cause.invalid(field, name, "must be no more than 253 characters"));
        }
        return form(
                field,
                name,
                SUBDOMAIN_FORM,
                "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start"
                        + " and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '%s')");
    }

    static Optional<Cause> labelValue(String field, String value) {
        if (value.length() > LABEL) {
            return Optional.of(Cause.invalid(field, value, "must be no more than 63 bytes"));
        }
        return form(
                field,
                value,
                VALUE_FORM,
                "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start"
                        + " and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for"
                        + " validation is '%s')");
    }

    /** A label's or annotation's key: an optional prefix, a slash, a name. */
    static Optional<Cause> qualified(String field, String key) {
        var slash = key.indexOf('/');
        if (slash >= 0 && !Pattern.matches(SUBDOMAIN_FORM, key.substring(0, slash))) {
            return Optional.of(Cause.invalid(
                    field,
                    key,
                    "prefix part a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.',"
                            + " and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation"
                            + " is '" + SUBDOMAIN_FORM + "')"));
        }
        var name = key.substring(slash + 1);
        if (name.length() > LABEL) {
            return Optional.of(Cause.invalid(field, key, "name part must be no more than 63 bytes"));
        }
        return Pattern.matches(QUALIFIED_FORM, name)
                ? Optional.empty()
                : Optional.of(Cause.invalid(
                        field,
                        key,
                        "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an"
                                + " alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '"
                                + QUALIFIED_FORM + "')"));
    }

    static Optional<Cause> configKey(String field, String key) {
        return form(
                field + "[" + key + "]",
                key,
                KEY_FORM,
                "a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or"
                        + " 'KEY_NAME',  or 'key-name', regex used for validation is '%s')");
    }

    private static Optional<Cause> form(String field, String value, String form, String message) {
        return Pattern.matches(form, value)
                ? Optional.empty()
                : Optional.of(Cause.invalid(field, value, message.formatted(form)));
    }
}
