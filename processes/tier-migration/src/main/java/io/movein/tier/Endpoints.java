package io.movein.tier;

import io.movein.process.ConfigurationFailure;
import io.movein.process.ConfigurationProblem;
import io.movein.process.Secrets;
import io.movein.process.report.CheckOutcome;
import io.movein.tier.configuration.Sample;
import io.movein.tier.configuration.TierPlan;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonPointer;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.cfg.JsonNodeFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * What is asked by HTTP before the switch: addresses that have to be well on the dedicated side, and samples, requests that read and that
 * both sides have to answer alike. Only {@code 200} is an answer: two sides that fail alike prove nothing.
 */
final class Endpoints {

    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final int LARGEST = 8 * 1024 * 1024;

    /** Members of an object have no order; numbers are what is written. */
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(
                    DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS,
                    DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY,
                    DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
            .enable(JsonNodeFeature.WRITE_PROPERTIES_SORTED)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    private final List<URI> health;
    private final List<Sample> samples;
    private final Secrets secrets;
    private final Duration patience;

    Endpoints(TierPlan plan, Secrets secrets) {
        this(plan.health(), plan.samples(), secrets, PATIENCE);
    }

    Endpoints(List<URI> health, List<Sample> samples, Secrets secrets, Duration patience) {
        this.health = health;
        this.samples = samples;
        this.secrets = secrets;
        this.patience = patience;
    }

    /** Samples to which the shared side gives nothing that could be compared. */
    List<ConfigurationProblem> problems() throws InterruptedException {
        var problems = new ArrayList<ConfigurationProblem>();
        for (var sample : samples) {
            try {
                if (rows(sample, sample.source()).isEmpty() && !sample.empty()) {
                    problems.add(ConfigurationProblem.of(
                            where(sample), "no row at the source", "a request with an answer, or empty: true"));
                }
            } catch (NoAnswer e) {
                problems.add(ConfigurationProblem.of(
                        where(sample), String.valueOf(e.getMessage()), "a request to which both sides answer 200"));
            }
        }
        return problems;
    }

    private static String where(Sample sample) {
        return "samples." + sample.name();
    }

    List<CheckOutcome> compare() throws InterruptedException {
        var checks = new ArrayList<CheckOutcome>();
        for (var sample : samples) {
            checks.add(compared(sample));
        }
        for (var address : health) {
            checks.add(health(address));
        }
        return checks;
    }

    private CheckOutcome compared(Sample sample) throws InterruptedException {
        try {
            var from = rows(sample, sample.source());
            var to = rows(sample, sample.target());
            return SampleRows.compared(sample.name(), from, to, sample.empty());
        } catch (NoAnswer e) {
            return CheckOutcome.notMade("query", sample.name(), String.valueOf(e.getMessage()));
        }
    }

    private CheckOutcome health(URI address) throws InterruptedException {
        try {
            var answer = HttpAnswers.ask(HttpRequest.newBuilder(address).build(), LARGEST, patience);
            return CheckOutcome.exact("API health", address.toString(), "200", Integer.toString(answer.statusCode()));
        } catch (IOException e) {
            return CheckOutcome.notMade("API health", address.toString(), e.toString());
        }
    }

    private List<String> rows(Sample sample, URI address) throws InterruptedException {
        try {
            var answer = HttpAnswers.ask(request(sample, address), LARGEST, patience);
            if (answer.statusCode() != HttpAnswers.OK) {
                throw new NoAnswer("%s: %d (expected 200)".formatted(address, answer.statusCode()));
            }
            var body = answer.body()
                    .orElseThrow(() -> new NoAnswer(
                            "%s: more than %d bytes (expected a smaller sample)".formatted(address, LARGEST)));
            return rows(sample, address, body);
        } catch (IOException e) {
            throw new NoAnswer("%s: %s".formatted(address, e));
        }
    }

    private HttpRequest request(Sample sample, URI address) {
        try {
            var request = HttpAnswers.request(address, sample.headers(), sample.secrets(), secrets);
            if (sample.body() != null) {
                request.setHeader("Content-Type", "application/json").POST(BodyPublishers.ofString(sample.body()));
            }
            return request.build();
        } catch (ConfigurationFailure | IllegalArgumentException e) {
            throw new NoAnswer(String.valueOf(e.getMessage()));
        }
    }

    private static List<String> rows(Sample sample, URI address, byte[] body) {
        JsonNode answer;
        try {
            answer = MAPPER.readTree(body);
        } catch (JacksonException e) {
            if (sample.rows() == null && sample.ignore().isEmpty()) {
                return new String(body, StandardCharsets.UTF_8).lines().toList();
            }
            throw new NoAnswer("%s: not JSON (expected JSON, as the sample has rows or ignore)".formatted(address));
        }
        var rows = sample.rows() == null ? answer : answer.at(sample.rows());
        if (sample.rows() != null && !rows.isArray()) {
            throw new NoAnswer("%s: no array at '%s' (expected the sample's rows)".formatted(address, sample.rows()));
        }
        return (rows.isArray() ? rows.valueStream() : Stream.of(rows).filter(row -> !row.isMissingNode()))
                .map(row -> text(row, sample.ignore()))
                .toList();
    }

    private static String text(JsonNode row, List<String> ignored) {
        for (var pointer : ignored) {
            var at = JsonPointer.compile(pointer);
            if (row.at(at.head()) instanceof ObjectNode parent) {
                parent.remove(at.last().getMatchingProperty());
            }
        }
        return MAPPER.writeValueAsString(row);
    }

    /** Nothing was learnt from a side. */
    private static final class NoAnswer extends RuntimeException {
        NoAnswer(String message) {
            super(message);
        }
    }
}
