package io.movein.reporter;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.movein.github.GitHubException;
import io.movein.github.RepositoryLabels;
import io.movein.runtime.Health;
import io.movein.runtime.Worker;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Creates the labels that the repository lacks, once, with colour and description; what is there is never changed. Reporting does
 * not wait for it: GitHub creates a label that is used, only a grey one.
 */
final class MissingLabels implements Worker {
    private static final Logger LOG = LoggerFactory.getLogger(MissingLabels.class);
    private static final int ATTEMPTS = 5;
    private static final long PAUSE_SECONDS = 30;

    record Label(String name, String color, String description) {}

    private final RepositoryLabels labels;
    private volatile String found = "not looked yet";
    private @Nullable Thread thread;

    MissingLabels(RepositoryLabels labels) {
        this.labels = labels;
    }

    @Override
    public String name() {
        return "labels";
    }

    @Override
    public void start() {
        thread = Thread.ofVirtual().name("labels").start(this::run);
    }

    @Override
    public void stop() {
        if (thread != null) {
            thread.interrupt();
        }
    }

    /** Colours are not worth an alarm. */
    @Override
    public Health health() {
        return Health.up(found);
    }

    private void run() {
        try {
            for (int attempt = 1; attempt <= ATTEMPTS && !done(); attempt++) {
                TimeUnit.SECONDS.sleep(PAUSE_SECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean done() {
        try {
            var there = labels.names();
            var missing = wanted().stream()
                    .filter(label -> !there.contains(label.name()))
                    .toList();
            missing.forEach(label -> labels.create(label.name(), label.color(), label.description()));
            found = missing.isEmpty()
                    ? "all there"
                    : "created " + missing.stream().map(Label::name).toList();
            return true;
        } catch (GitHubException e) {
            found = "cannot create them: " + e.getMessage();
            LOG.warn("labels: {}", found);
            return false;
        } catch (RuntimeException | Error e) {
            found = "cannot create them, by an error of the reporter's own: " + e;
            LOG.error("labels: {}", found, e);
            return false;
        }
    }

    static List<Label> wanted() {
        try (var file = Objects.requireNonNull(MissingLabels.class.getResourceAsStream("labels.yml"), "labels.yml")) {
            return new YAMLMapper().readValue(file, new TypeReference<>() {});
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
