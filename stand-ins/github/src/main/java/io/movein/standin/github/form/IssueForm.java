package io.movein.standin.github.form;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.movein.standin.github.form.Element.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * An issue form. {@code file} is its name in {@code .github/ISSUE_TEMPLATE}. The bundled ones are those that the project gives to
 * a real repository.
 */
public record IssueForm(
        String file, String name, String description, String title, List<String> labels, List<Element> elements) {

    public static final String MIGRATE = "migrate-my-data.yml";
    public static final String ONBOARD = "onboard-my-capability.yml";
    public static final String PLAN = "plan-a-migration.yml";
    static final String NO_RESPONSE = "_No response_";

    public static List<IssueForm> bundled() {
        return List.of(bundled(MIGRATE), bundled(ONBOARD), bundled(PLAN));
    }

    public static IssueForm bundled(String file) {
        try (var yaml =
                IssueForm.class.getResourceAsStream("/io/movein/standin/github/repository/ISSUE_TEMPLATE/" + file)) {
            if (yaml == null) {
                throw new IllegalArgumentException(
                        "'" + file + "' is no issue form here; expected " + MIGRATE + ", " + ONBOARD + " or " + PLAN);
            }
            return read(file, yaml);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the issue form " + file, e);
        }
    }

    public static IssueForm read(String file, InputStream yaml) throws IOException {
        var form = new YAMLMapper().readTree(yaml);
        return new IssueForm(
                file,
                form.path("name").asText(),
                form.path("description").asText(),
                form.path("title").asText(),
                texts(form.path("labels")),
                stream(form.path("body")).map(IssueForm::element).toList());
    }

    /** What filling it in gives, as GitHub writes it. The answers are by element id; texts are taken as they are. */
    public String body(Map<String, String> answers) {
        var unknown = answers.keySet().stream()
                .filter(id -> elements.stream().noneMatch(e -> e.asks() && e.id().equals(id)))
                .toList();
        if (!unknown.isEmpty()) {
            throw new IllegalArgumentException(file + " does not ask for " + unknown + "; it asks for "
                    + elements.stream().filter(Element::asks).map(Element::id).toList());
        }
        return elements.stream()
                .filter(Element::asks)
                .map(element ->
                        "### " + element.label() + "\n\n" + answer(element, answers.getOrDefault(element.id(), "")))
                .collect(Collectors.joining("\n\n"));
    }

    /** Why GitHub would not take these answers, by element id. */
    public Map<String, String> problems(Map<String, String> answers) {
        var problems = new LinkedHashMap<String, String>();
        for (var element : elements) {
            var answer = answers.getOrDefault(element.id(), "");
            if (element.required() && answer.isBlank()) {
                problems.put(element.id(), element.label() + " is required");
            } else if (element.kind() == Kind.DROPDOWN
                    && !answer.isEmpty()
                    && !element.options().contains(answer)) {
                problems.put(element.id(), "'" + answer + "' is none of " + String.join(", ", element.options()));
            }
        }
        return problems;
    }

    private static String answer(Element element, String answer) {
        if (!element.render().isEmpty()) {
            return "```" + element.render() + "\n" + answer + "\n```";
        }
        return answer.isBlank() ? NO_RESPONSE : answer;
    }

    private static Element element(JsonNode node) {
        var attributes = node.path("attributes");
        var type = node.path("type").asText();
        var kind = switch (type) {
            case "markdown" -> Kind.MARKDOWN;
            case "input" -> Kind.INPUT;
            case "textarea" -> Kind.TEXTAREA;
            case "dropdown" -> Kind.DROPDOWN;
            case String other ->
                throw new IllegalArgumentException("element type '" + other
                        + "' is not known here; expected markdown, input, textarea or dropdown");
        };
        return new Element(
                kind,
                node.path("id").asText(),
                attributes.path("label").asText(),
                attributes.path("description").asText(),
                attributes.path("placeholder").asText(),
                attributes.path("value").asText(),
                texts(attributes.path("options")),
                attributes.path("multiple").asBoolean(),
                attributes.path("render").asText(),
                node.path("validations").path("required").asBoolean());
    }

    private static List<String> texts(JsonNode array) {
        return stream(array).map(JsonNode::asText).toList();
    }

    private static Stream<JsonNode> stream(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }
}
