package io.movein.github;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** {@code /app/hook/deliveries}, which is the App's own and is asked for with its JWT. */
final class AppDeliveries implements WebhookDeliveries {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String PATH = "/app/hook/deliveries";
    private static final Pattern NEXT = Pattern.compile("<[^>]*[?&]cursor=([^&>]+)[^>]*>;[^,]*rel=\"next\"");
    /** Ten thousand deliveries; whatever is older is found by the poll. */
    private static final int MOST_PAGES = 100;

    private final RestCalls calls;

    AppDeliveries(RestCalls calls) {
        this.calls = calls;
    }

    @Override
    public List<DeliveryAttempt> since(Instant since) {
        var all = new ArrayList<DeliveryAttempt>();
        var cursor = Optional.of("");
        for (int page = 0; page < MOST_PAGES && cursor.isPresent(); page++) {
            var answer = calls.get(PATH + "?per_page=100" + (page == 0 ? "" : "&cursor=" + cursor.get()));
            var found = attempts(answer);
            found.stream().filter(attempt -> !attempt.at().isBefore(since)).forEach(all::add);
            var isOver = found.isEmpty() || found.getLast().at().isBefore(since);
            cursor = isOver ? Optional.empty() : next(answer);
        }
        return List.copyOf(all);
    }

    @Override
    public void redeliver(DeliveryAttempt attempt) {
        calls.post(PATH + "/" + attempt.id() + "/attempts");
    }

    private static Optional<String> next(Answer answer) {
        return answer.headers()
                .firstValue("link")
                .map(NEXT::matcher)
                .filter(match -> match.find())
                .map(match -> match.group(1));
    }

    private static List<DeliveryAttempt> attempts(Answer answer) {
        try {
            var all = new ArrayList<DeliveryAttempt>();
            for (JsonNode node : JSON.readTree(answer.readable())) {
                all.add(new DeliveryAttempt(
                        node.path("id").asLong(),
                        node.path("guid").asText(),
                        Instant.parse(node.path("delivered_at").asText()),
                        node.path("status_code").asInt()));
            }
            return all;
        } catch (IOException e) {
            throw new GitHubUnavailableException("the list of deliveries could not be read: " + e.getMessage(), e);
        }
    }
}
