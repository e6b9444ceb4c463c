package io.movein.review.stream;

import io.movein.runtime.KafkaAnswers;
import io.movein.runtime.KafkaSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.utils.Utils;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The state directory, a copy of the changelogs that spares the time of reading them. It is worth nothing beside other changelogs than
 * those that it was filled from: after the loss of Kafka, or once the state was rebuilt, it would tell of what is not there.
 */
final class LocalState {
    private static final Logger LOG = LoggerFactory.getLogger(LocalState.class);
    /** Names the changelogs of which it is a copy. */
    private static final String OF = "changelogs";

    private LocalState() {}

    /** Before the stream is made. What has to go comes back from the changelogs. */
    static void clearUnlessOf(KafkaSettings settings, Path directory) {
        try (var admin = Admin.create(settings.client())) {
            clearUnlessOf(changelogs(admin), directory);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while looking for the changelogs", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException(
                    "Kafka at " + settings + " cannot be asked for the changelogs: " + e.getCause(), e);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot use the state directory '" + directory + "'", e);
        }
    }

    static void clearUnlessOf(String changelogs, Path directory) throws IOException {
        var copy = directory.resolve(ReviewTopology.GROUP);
        var of = directory.resolve(OF);
        if (Files.exists(copy) && !(Files.exists(of) && Files.readString(of).equals(changelogs))) {
            LOG.info("'{}' was filled from other changelogs than those that there are; it is filled anew", directory);
            Utils.delete(copy.toFile());
        }
        Files.createDirectories(directory);
        Files.writeString(of, changelogs);
    }

    /** One per line, with its id: one that was made anew has another. */
    private static String changelogs(Admin admin) throws ExecutionException, InterruptedException {
        return KafkaAnswers.answer(admin.listTopics().listings()).stream()
                .filter(topic -> StoredPlatform.changelogs().contains(topic.name()))
                .map(topic -> topic.name() + " " + topic.topicId() + "\n")
                .sorted()
                .collect(Collectors.joining());
    }
}
