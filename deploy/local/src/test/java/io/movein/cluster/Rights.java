package io.movein.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** What an account may do, as the API server's own authorizer tells it: {@code verb resource}, with the names where they are limited. */
final class Rights {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** What everybody may: ask who they are and what they may do. */
    private static final Set<String> EVERYBODYS = Set.of("authorization.k8s.io", "authentication.k8s.io");

    private Rights() {}

    static Set<String> of(Kubectl kubectl, String account, String namespace) {
        var question = """
                apiVersion: authorization.k8s.io/v1
                kind: SelfSubjectRulesReview
                spec: {namespace: %s}
                """.formatted(namespace);
        var answer =
                kubectl.with(question, "create", "-f", "-", "-o", "json", "--validate=false", "--as", user(account));
        try {
            var status = JSON.readTree(answer).path("status");
            if (status.path("incomplete").asBoolean()) {
                throw new AssertionError(
                        "not all rights of " + account + " are known: " + status.path("evaluationError"));
            }
            return rights(status.path("resourceRules"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String user(String account) {
        return "system:serviceaccount:movein:" + account;
    }

    private static Set<String> rights(JsonNode rules) {
        var rights = new TreeSet<String>();
        for (var rule : rules) {
            for (var group : rule.path("apiGroups")) {
                if (!EVERYBODYS.contains(group.asText())) {
                    for (var resource : rule.path("resources")) {
                        var what = (group.asText().isEmpty() ? "" : group.asText() + "/")
                                + resource.asText()
                                + names(rule);
                        rule.path("verbs").forEach(verb -> rights.add(verb.asText() + " " + what));
                    }
                }
            }
        }
        return rights;
    }

    private static String names(JsonNode rule) {
        var names = StreamSupport.stream(rule.path("resourceNames").spliterator(), false)
                .map(JsonNode::asText)
                .collect(Collectors.joining(","));
        return names.isEmpty() ? "" : " " + names;
    }
}
