package io.movein.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The secrets that the issue names, as files. Each reading reads the file: a side that no longer takes a credential is tried
 * once more with what stands there then, as it may have been rotated.
 */
public final class Secrets {

    /** Shorter values would blot out ordinary words. */
    private static final int SHORTEST_REDACTED = 4;

    private static final int LONGEST = 1024 * 1024;

    private final Path folder;
    private final Set<String> values = ConcurrentHashMap.newKeySet();

    public Secrets(Path folder) {
        this.folder = folder;
    }

    /** @throws ConfigurationFailure if there is no such file, or it cannot be read */
    public SecretValue read(SecretReference reference) {
        return find(reference)
                .orElseThrow(() -> new ConfigurationFailure("a secret is missing:", List.of(missing(reference))));
    }

    /** One problem for each that is not there. */
    public List<ConfigurationProblem> problems(Collection<SecretReference> references) {
        return references.stream()
                .filter(reference -> find(reference).isEmpty())
                .map(this::missing)
                .distinct()
                .toList();
    }

    /** The text with every value that was read blotted out: for what others say about our requests. */
    public String redact(String text) {
        var redacted = text;
        for (var value : values) {
            redacted = redacted.replace(value, "***");
        }
        return redacted;
    }

    private Optional<SecretValue> find(SecretReference reference) {
        var file = folder.resolve(reference.name()).resolve(reference.key());
        try {
            if (!Files.isRegularFile(file) || Files.size(file) > LONGEST) {
                return Optional.empty();
            }
            var secret = new SecretValue(Files.readAllBytes(file));
            if (secret.text().length() >= SHORTEST_REDACTED) {
                values.add(secret.text());
            }
            return Optional.of(secret);
        } catch (IOException unreadable) {
            return Optional.empty();
        }
    }

    private ConfigurationProblem missing(SecretReference reference) {
        return ConfigurationProblem.of("secret " + reference, "not there", "the file $MOVEIN_SECRETS/" + reference);
    }
}
