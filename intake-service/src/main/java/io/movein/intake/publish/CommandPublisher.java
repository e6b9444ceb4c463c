package io.movein.intake.publish;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.micrometer.core.instrument.MeterRegistry;
import io.movein.contract.Message;
import io.movein.contract.Topic;
import io.movein.runtime.JourneyStage;
import io.movein.runtime.Publisher;
import java.time.Instant;
import java.util.List;
import java.util.function.IntSupplier;

/**
 * Publishes commands. Remembers for a while which ones are safe, to spare the topic the repetition of whole issues; review
 * knows every command by its id, so forgetting does no harm.
 */
public final class CommandPublisher {

    private record Known(String migration, String id, int story) {}

    private static final int REMEMBERED = 100_000;

    private final Publisher publisher;
    private final MeterRegistry meters;
    private final IntSupplier story;
    private final Cache<Known, Boolean> published =
            Caffeine.newBuilder().maximumSize(REMEMBERED).build();

    /** @param story changes when all that was published is lost */
    public CommandPublisher(Publisher publisher, MeterRegistry meters, IntSupplier story) {
        this.publisher = publisher;
        this.meters = meters;
        this.story = story;
        JourneyStage.HINT_TO_COMMAND.register(meters);
    }

    /** Those that were not published as far as is remembered. */
    public List<Message<?>> fresh(List<Message<?>> commands) {
        return commands.stream()
                .filter(command -> published.getIfPresent(known(command)) == null)
                .<Message<?>>map(command -> command)
                .toList();
    }

    /**
     * @param hintAt when something hinted that there may be commands
     * @return how many were new
     */
    public int publish(List<Message<?>> commands, Instant hintAt) {
        var published = publish(commands);
        if (published > 0) {
            JourneyStage.HINT_TO_COMMAND.took(hintAt, Instant.now(), meters);
        }
        return published;
    }

    /** @return how many were new */
    public int publish(List<Message<?>> commands) {
        var fresh = fresh(commands);
        if (fresh.isEmpty()) {
            return 0;
        }
        publisher.publishAll(Topic.COMMANDS, fresh);
        fresh.forEach(this::remember);
        return fresh.size();
    }

    private void remember(Message<?> command) {
        published.put(known(command), true);
        meters.counter("movein.commands", "type", command.body().getSchema().getName())
                .increment();
    }

    private Known known(Message<?> command) {
        return new Known(command.migration().toString(), command.id(), story.getAsInt());
    }
}
