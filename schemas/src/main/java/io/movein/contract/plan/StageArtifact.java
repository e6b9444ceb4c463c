package io.movein.contract.plan;

import io.movein.model.Stage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/** The artifacts of a plan, each a YAML file of its folder, made in one stage and held to a published JSON Schema. */
public enum StageArtifact {
    INVENTORY(Stage.ASSESSMENT),
    RISKS(Stage.ASSESSMENT),
    MAPPING(Stage.MAPPING),
    ARTIFACTS(Stage.MIGRATE),
    VALIDATION(Stage.VALIDATION),
    RUNBOOK(Stage.CUTOVER),
    ROLLBACK(Stage.CUTOVER);

    private final Stage stage;

    StageArtifact(Stage stage) {
        this.stage = stage;
    }

    /** The stage in which it is made. */
    public Stage stage() {
        return stage;
    }

    /** {@code inventory.yaml} */
    public String file() {
        return name().toLowerCase(Locale.ROOT) + ".yaml";
    }

    /** Its JSON Schema, 2020-12. */
    public String schema() {
        var resource = "/io/movein/contract/artifacts/" + name().toLowerCase(Locale.ROOT) + ".schema.json";
        try (var stream = Objects.requireNonNull(StageArtifact.class.getResourceAsStream(resource), resource)) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static List<StageArtifact> of(Stage stage) {
        return Arrays.stream(values())
                .filter(artifact -> artifact.stage == stage)
                .toList();
    }

    /** By the name of its file; empty: no artifact has it. */
    public static Optional<StageArtifact> named(String file) {
        return Arrays.stream(values())
                .filter(artifact -> artifact.file().equals(file))
                .findFirst();
    }
}
