package io.movein.architecture;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;

/** The picture of docs/architecture.md is what the modules are: each module, and each arrow of what it is built on. */
class ArchitecturePageTest {
    private static final Path ROOT = Path.of("../..");
    private static final Pattern ARROWS = Pattern.compile("^\\s*[\\w-]+(\\s+-->\\s+[\\w-]+)+\\s*$");
    private static final Pattern MODULE = Pattern.compile("[a-z][a-z0-9]+(-[a-z0-9]+)+|schemas");

    @Test
    void thePictureShowsEveryModuleAndEveryArrow() throws Exception {
        var built = modules();

        assertThat(shown()).isEqualTo(built);
    }

    private static Map<String, Set<String>> shown() throws IOException {
        var page = Files.readString(ROOT.resolve("docs/architecture.md"));
        var picture = page.substring(page.indexOf("```mermaid"), page.indexOf("```", page.indexOf("```mermaid") + 3));
        var arrows = new TreeMap<String, Set<String>>();
        for (var line : picture.lines().map(String::strip).toList()) {
            var names = line.startsWith("subgraph")
                    ? List.<String>of()
                    : MODULE.matcher(line.replaceAll("\\[.*]", ""))
                            .results()
                            .map(match -> match.group())
                            .toList();
            names.forEach(name -> arrows.computeIfAbsent(name, _ -> new TreeSet<>()));
            for (var i = 1; ARROWS.matcher(line).matches() && i < names.size(); i++) {
                requireNonNull(arrows.get(names.get(i - 1))).add(names.get(i));
            }
        }
        return arrows;
    }

    /** What the poms say, without stand-ins, the test kit, tests and the modules that only run tests. */
    private static Map<String, Set<String>> modules() throws Exception {
        var modules = new TreeMap<String, Set<String>>();
        for (var folder : children(pom(ROOT), "modules", "module")) {
            if (!folder.getTextContent().matches("stand-ins/.*|test-kit|integration-tests.*|.*/it")) {
                var module = pom(ROOT.resolve(folder.getTextContent()));
                modules.put(shortened(child(module, "artifactId")), builtOn(module));
            }
        }
        return modules;
    }

    private static Set<String> builtOn(Element module) {
        var names = new TreeSet<String>();
        for (var dependency : children(module, "dependencies", "dependency")) {
            var name = child(dependency, "artifactId");
            if (child(dependency, "groupId").equals("io.movein")
                    && child(dependency, "scope").isEmpty()
                    && !name.startsWith("movein-stand-in-")) {
                names.add(shortened(name));
            }
        }
        return names;
    }

    /** Modules are called by their folder's name where that is theirs alone. */
    private static String shortened(String artifact) {
        return switch (artifact) {
            case "movein-schemas", "movein-service-runtime", "movein-github-connector" ->
                artifact.substring("movein-".length());
            default -> artifact;
        };
    }

    private static Element pom(Path folder) throws Exception {
        var factory = DocumentBuilderFactory.newInstance();
        factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
        return factory.newDocumentBuilder()
                .parse(folder.resolve("pom.xml").toFile())
                .getDocumentElement();
    }

    private static List<Element> children(Element parent, String list, String name) {
        return elements(parent, list).stream()
                .flatMap(it -> elements(it, name).stream())
                .toList();
    }

    private static String child(Element parent, String name) {
        return elements(parent, name).stream()
                .map(Element::getTextContent)
                .findFirst()
                .orElse("");
    }

    private static List<Element> elements(Element parent, String name) {
        var found = new java.util.ArrayList<Element>();
        for (var node = parent.getFirstChild(); node != null; node = node.getNextSibling()) {
            if (node instanceof Element element && element.getTagName().equals(name)) {
                found.add(element);
            }
        }
        return found;
    }
}
