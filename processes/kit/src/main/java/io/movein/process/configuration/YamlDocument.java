package io.movein.process.configuration;

import io.movein.process.ConfigurationProblem;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
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
 * A YAML text as a JSON document that knows its lines. Takes what JSON can say and no more: no anchors and aliases (nor the bombs
 * that are made of them), no tags, no keys that are not text, no key twice, no second document, no depth without end.
 */
final class YamlDocument {

    private static final int DEEPEST = 50;
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final LoadSettings SETTINGS = LoadSettings.builder()
            .setLabel("configuration")
            .setSchema(new CoreSchema())
            .setCodePointLimit(ConfigurationFormat.MOST_BYTES)
            .setMaxAliasesForCollections(0)
            .build();

    private final Map<String, Integer> lines = new HashMap<>();
    private final List<ConfigurationProblem> problems = new ArrayList<>();
    private JsonNode root = JSON.objectNode();

    private YamlDocument() {}

    static YamlDocument parse(String text) {
        var document = new YamlDocument();
        try {
            document.check(text);
            if (document.problems.isEmpty()) {
                new Compose(SETTINGS).composeString(text).ifPresent(node -> document.root = document.json(node, ""));
            }
        } catch (MarkedYamlEngineException e) {
            document.problems.add(new ConfigurationProblem(line(e), "", String.valueOf(e.getProblem()), "YAML"));
        } catch (YamlEngineException e) {
            document.problems.add(ConfigurationProblem.of(
                    "", String.valueOf(e.getMessage()).lines().findFirst().orElse("no YAML"), "YAML"));
        }
        return document;
    }

    JsonNode root() {
        return root;
    }

    List<ConfigurationProblem> problems() {
        return problems;
    }

    /** Of the value, or where there is none of what it would stand in. */
    int line(String pointer) {
        var at = pointer;
        while (!lines.containsKey(at) && !at.isEmpty()) {
            at = Pointers.parent(at);
        }
        return lines.getOrDefault(at, 1);
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
                default -> {}
            }
            if (depth > DEEPEST) {
                problems.add(new ConfigurationProblem(line(event), "", "nested deeper than " + DEEPEST, "less"));
                return;
            }
            refuseReferences(event);
        }
        if (documents > 1) {
            problems.add(ConfigurationProblem.of("", documents + " documents", "one"));
        }
    }

    private void refuseReferences(Event event) {
        if (event instanceof AliasEvent alias) {
            problems.add(
                    new ConfigurationProblem(line(event), "", "the alias *" + alias.getAlias(), "the value itself"));
        } else if (event instanceof NodeEvent node && node.getAnchor().isPresent()) {
            problems.add(new ConfigurationProblem(
                    line(event), "", "the anchor &" + node.getAnchor().get(), "no anchors"));
        }
        var tag = switch (event.getEventId()) {
            case Scalar -> ((ScalarEvent) event).getTag();
            case MappingStart, SequenceStart -> ((CollectionStartEvent) event).getTag();
            default -> Optional.<String>empty();
        };
        tag.ifPresent(name -> problems.add(new ConfigurationProblem(line(event), "", "the tag " + name, "no tags")));
    }

    private JsonNode json(Node node, String pointer) {
        lines.putIfAbsent(pointer, line(node.getStartMark()));
        return switch (node.getNodeType()) {
            case MAPPING -> object((MappingNode) node, pointer);
            case SEQUENCE -> array((SequenceNode) node, pointer);
            case SCALAR -> scalar((ScalarNode) node, pointer);
            case ANCHOR -> throw new IllegalStateException("an anchor, which was refused before");
        };
    }

    private JsonNode object(MappingNode mapping, String pointer) {
        var object = JSON.objectNode();
        for (var entry : mapping.getValue()) {
            if (!(entry.getKeyNode() instanceof ScalarNode key)) {
                problems.add(new ConfigurationProblem(
                        line(entry.getKeyNode().getStartMark()),
                        Pointers.words(pointer),
                        "a key that is no text",
                        "a name"));
                continue;
            }
            var child = Pointers.child(pointer, key.getValue());
            var line = line(key.getStartMark());
            if (object.has(key.getValue())) {
                problems.add(new ConfigurationProblem(
                        line,
                        Pointers.words(child),
                        "written twice",
                        "once; line %d has it too".formatted(lines.get(child))));
            } else {
                lines.put(child, line);
                object.set(key.getValue(), json(entry.getValueNode(), child));
            }
        }
        return object;
    }

    private JsonNode array(SequenceNode sequence, String pointer) {
        var array = JSON.arrayNode();
        for (var element : sequence.getValue()) {
            array.add(json(element, Pointers.child(pointer, array.size())));
        }
        return array;
    }

    private JsonNode scalar(ScalarNode scalar, String pointer) {
        var text = scalar.getValue();
        try {
            return switch (scalar.getTag().getValue()) {
                case "tag:yaml.org,2002:null" -> JSON.nullNode();
                case "tag:yaml.org,2002:bool" -> JSON.booleanNode(text.equalsIgnoreCase("true"));
                case "tag:yaml.org,2002:int" -> integer(text);
                case "tag:yaml.org,2002:float" -> JSON.numberNode(new BigDecimal(text));
                default -> JSON.stringNode(text);
            };
        } catch (NumberFormatException e) {
            problems.add(new ConfigurationProblem(
                    line(scalar.getStartMark()),
                    Pointers.words(pointer),
                    "'" + text + "'",
                    "a finite decimal number, or text in quotes"));
            return JSON.nullNode();
        }
    }

    private static JsonNode integer(String text) {
        var number = new BigInteger(text);
        return number.bitLength() < Long.SIZE ? JSON.numberNode(number.longValue()) : JSON.numberNode(number);
    }

    private static int line(Event event) {
        return line(event.getStartMark());
    }

    private static int line(MarkedYamlEngineException e) {
        return line(e.getProblemMark());
    }

    private static int line(Optional<Mark> mark) {
        return mark.map(Mark::getLine).orElse(0) + 1;
    }
}
