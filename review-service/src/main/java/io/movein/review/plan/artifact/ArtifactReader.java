package io.movein.review.plan.artifact;

import io.movein.contract.plan.PlanLimits;
import io.movein.contract.plan.StageArtifact;
import io.movein.model.ArtifactProblem;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.MappingStartEvent;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.events.SequenceStartEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.schema.CoreSchema;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * Reads an artifact. Takes what JSON can say and no more: no anchors and aliases (nor the bombs that are made of them), no tags, no
 * key twice, no second document, no depth without end. Then it is held to its JSON Schema.
 */
public final class ArtifactReader {
    public static final String NOT_YAML = "artifact.not-yaml";
    private static final int DEEPEST = 20;
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final LoadSettings SETTINGS = LoadSettings.builder()
            .setSchema(new CoreSchema())
            .setCodePointLimit(PlanLimits.FILE_BYTES)
            .setMaxAliasesForCollections(0)
            .build();

    private final String path;
    private final Map<String, Integer> lines = new HashMap<>();
    private final List<ArtifactProblem> problems = new ArrayList<>();

    private ArtifactReader(String path) {
        this.path = path;
    }

    /** @param path as problems name it */
    public static ArtifactDocument read(StageArtifact artifact, String path, String text) {
        var document = new ArtifactReader(path).document(text);
        return document.isUsable() ? ArtifactSchema.of(artifact).held(document) : document;
    }

    private ArtifactDocument document(String text) {
        JsonNode root = JSON.objectNode();
        try {
            check(text);
            if (problems.isEmpty()) {
                root = new Compose(SETTINGS)
                        .composeString(text)
                        .map(node -> json(node, ""))
                        .orElse(root);
            }
        } catch (MarkedYamlEngineException e) {
            found(line(e.getProblemMark()), String.valueOf(e.getProblem()), "YAML");
        } catch (YamlEngineException e) {
            found(null, String.valueOf(e.getMessage()).lines().findFirst().orElse("it cannot be read"), "YAML");
        }
        return new ArtifactDocument(path, root, lines, problems);
    }

    /** The stream of events neither recurses nor follows an alias: what must not be built is found before it is. */
    private void check(String text) {
        var depth = 0;
        var documents = 0;
        for (var event : new Parse(SETTINGS).parseString(text)) {
            switch (event.getEventId()) {
                case MappingStart, SequenceStart -> depth++;
                case MappingEnd, SequenceEnd -> depth--;
                case DocumentStart -> documents++;
                default -> {} // the rest neither nests nor begins anything
            }
            if (depth > DEEPEST) {
                found(line(event.getStartMark()), "nested deeper than " + DEEPEST, "less");
                return;
            }
            refuseReferences(event);
        }
        if (documents > 1) {
            found(null, documents + " documents", "one");
        }
    }

    private void refuseReferences(Event event) {
        var line = line(event.getStartMark());
        if (event instanceof AliasEvent alias) {
            found(line, "the alias *" + alias.getAlias(), "the value itself");
        } else if (event instanceof NodeEvent node) {
            node.getAnchor().ifPresent(anchor -> found(line, "the anchor &" + anchor, "no anchors"));
        }
        var tag = switch (event) {
            case ScalarEvent scalar -> scalar.getTag();
            case MappingStartEvent mapping -> mapping.getTag();
            case SequenceStartEvent sequence -> sequence.getTag();
            default -> Optional.<String>empty();
        };
        tag.ifPresent(name -> found(line, "the tag " + name, "no tags"));
    }

    private JsonNode json(Node node, String pointer) {
        lines.putIfAbsent(pointer, line(node.getStartMark()));
        return switch (node) {
            case MappingNode mapping -> object(mapping, pointer);
            case SequenceNode sequence -> array(sequence, pointer);
            case ScalarNode scalar -> scalar(scalar);
            default -> throw new IllegalStateException("unexpected node " + node.getNodeType());
        };
    }

    private JsonNode object(MappingNode mapping, String pointer) {
        var object = JSON.objectNode();
        for (var entry : mapping.getValue()) {
            var line = line(entry.getKeyNode().getStartMark());
            if (!(entry.getKeyNode() instanceof ScalarNode key)) {
                found(line, "a key that is not text", "a name");
            } else if (object.has(key.getValue())) {
                found(line, "the key '" + key.getValue() + "' twice", "once");
            } else {
                var child = pointer + "/" + key.getValue();
                lines.put(child, line);
                object.set(key.getValue(), json(entry.getValueNode(), child));
            }
        }
        return object;
    }

    private JsonNode array(SequenceNode sequence, String pointer) {
        var array = JSON.arrayNode();
        for (var element : sequence.getValue()) {
            array.add(json(element, pointer + "/" + array.size()));
        }
        return array;
    }

    /** Numbers that are no whole ones stay text: no artifact has any. */
    private JsonNode scalar(ScalarNode scalar) {
        var text = scalar.getValue();
        return switch (scalar.getTag().getValue()) {
            case "tag:yaml.org,2002:null" -> JSON.nullNode();
            case "tag:yaml.org,2002:bool" -> JSON.booleanNode(text.equalsIgnoreCase("true"));
            case "tag:yaml.org,2002:int" ->
                text.matches("[0-9]{1,9}") ? JSON.numberNode(Integer.parseInt(text)) : JSON.stringNode(text);
            default -> JSON.stringNode(text);
        };
    }

    private static @Nullable Integer line(Optional<Mark> mark) {
        return mark.map(found -> found.getLine() + 1).orElse(null);
    }

    private void found(@Nullable Integer line, String what, String expected) {
        problems.add(ArtifactProblem.newBuilder()
                .setFile(path)
                .setLine(line)
                .setCode(NOT_YAML)
                .setWhat(what)
                .setExpected(expected)
                .setRemedy("write plain YAML, then push again")
                .build());
    }
}
