package io.movein.process;

import java.util.regex.Pattern;

/** Names a secret's key in a configuration: {@code password: {secret: old-db/password}}. Never the value. */
public record SecretReference(String name, String key) {

    private static final Pattern TEXT = Pattern.compile("([a-z0-9]([-a-z0-9.]*[a-z0-9])?)/([-._a-zA-Z0-9]+)");

    public SecretReference {
        if (!TEXT.matcher(name + "/" + key).matches() || key.equals(".") || key.equals("..")) {
            throw new IllegalArgumentException("the secret is '%s/%s', expected name/key".formatted(name, key));
        }
    }

    /** @param text {@code name/key} */
    public static SecretReference parse(String text) {
        var slash = text.indexOf('/');
        return new SecretReference(text.substring(0, Math.max(slash, 0)), text.substring(slash + 1));
    }

    @Override
    public String toString() {
        return name + "/" + key;
    }
}
