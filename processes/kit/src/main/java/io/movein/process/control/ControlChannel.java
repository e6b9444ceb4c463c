package io.movein.process.control;

import io.movein.process.items.CommandLog;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Takes commands from the control file and answers them. Each is handled once, in the order given, also across a restart: that it
 * was taken up is in the journal before it is carried out. One that was being carried out when the process died is not carried
 * out again, as nobody knows how far it came; its answer says so.
 */
public final class ControlChannel implements AutoCloseable {

    private static final int ANSWERS_SHOWN = 10;
    private static final int LONGEST_RESULT = 200;
    private static final String UNKNOWN =
            "outcome unknown: the process ended while it carried this out; look, and give it again if it is still wanted";

    private final Optional<ControlFile> file;
    private final CommandLog log;
    private final Consumer<String> logLine;
    private final Map<CommandKind, CommandHandler> handlers = new ConcurrentSkipListMap<>();
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile Runnable answered = () -> {};
    private volatile String complaint = "";
    private volatile List<Done> done = List.of();
    private Optional<Thread> thread = Optional.empty();

    /**
     * @param file    may not be there yet; none: no commands
     * @param logLine for what is wrong with the file itself
     */
    public ControlChannel(Optional<Path> file, CommandLog log, Consumer<String> logLine) {
        this.file = file.map(ControlFile::new);
        this.log = log;
        this.logLine = logLine;
    }

    /** From now on the process accepts this; a later handler takes the place of an earlier one. */
    public void accept(CommandKind kind, CommandHandler handler) {
        handlers.put(kind, handler);
    }

    /** From now on it does not. */
    public void refuse(CommandKind kind) {
        handlers.remove(kind);
    }

    /** What the process accepts now, in the contract's words; nothing where nobody could hand commands over. Waits for no handler. */
    public List<String> accepts() {
        return file.isEmpty()
                ? List.of()
                : handlers.keySet().stream().map(CommandKind::toString).toList();
    }

    /** The last ten commands handled, oldest first. */
    public List<Done> done() {
        return done;
    }

    /** Called when a command was answered, so that the answer is told at once. */
    public void whenAnswered(Runnable listener) {
        answered = listener;
    }

    /** Looks at the file every so often until closed. */
    public void start(Duration every) {
        answerTheUnfinished();
        remember();
        file.ifPresent(_ -> thread =
                Optional.of(Thread.ofPlatform().name("control").daemon().start(() -> watch(every))));
    }

    /** What was given to the pace before the process died and was started again for the same run; answered already. */
    public synchronized void restore() {
        for (var entry : log.beforeTheRestart()) {
            CommandKind.of(entry.command())
                    .filter(kind -> kind.compareTo(CommandKind.RATE) <= 0)
                    .ifPresent(kind -> carryOut(new Command(
                            entry.id(), kind, Optional.ofNullable(entry.value()).orElse(""))));
        }
    }

    private void watch(Duration every) {
        try {
            do {
                poll();
            } while (!closed.await(every.toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Handles what is new in the file; what the thread does again and again. */
    void poll() {
        try {
            if (file.isPresent()) {
                for (var line : file.get().changed()) {
                    handle(line);
                }
            }
        } catch (IOException | RuntimeException e) {
            complain("commands could not be read or carried out: " + e.getMessage());
        }
    }

    /** Once, however often it is looked at. */
    private void complain(String about) {
        if (!about.equals(complaint)) {
            complaint = about;
            logLine.accept(about);
        }
    }

    private synchronized void handle(ControlFile.Line line) {
        if (!log.takeUp(line.id(), line.command(), line.value())) {
            return;
        }
        var result = CommandKind.of(line.command())
                .map(kind -> carryOut(new Command(line.id(), kind, line.value().strip())))
                .orElseGet(() ->
                        "refused: '%s' is not a command (expected one of %s)".formatted(line.command(), accepts()));
        log.handled(line.id(), result);
        remember();
        answered.run();
    }

    private String carryOut(Command command) {
        var handler = handlers.get(command.kind());
        if (handler == null) {
            return "refused: %s is not accepted now (expected one of %s)".formatted(command.kind(), accepts());
        }
        try {
            return handler.handle(command);
        } catch (IllegalArgumentException e) {
            return "refused: " + e.getMessage();
        } catch (RuntimeException e) {
            return "failed: " + e.getMessage();
        }
    }

    private void answerTheUnfinished() {
        log.last(ANSWERS_SHOWN).stream()
                .filter(entry -> entry.result().isEmpty())
                .forEach(entry -> log.handled(entry.id(), UNKNOWN));
    }

    private void remember() {
        var last = new ArrayList<Done>();
        for (var entry : log.last(ANSWERS_SHOWN)) {
            entry.result().ifPresent(result -> last.add(new Done(entry.id(), words(entry), shortened(result))));
        }
        done = List.copyOf(last);
    }

    private static String words(CommandLog.Entry entry) {
        return (entry.command() + " " + Optional.ofNullable(entry.value()).orElse("")).strip();
    }

    /** As much as the platform shows. */
    private static String shortened(String result) {
        return result.length() <= LONGEST_RESULT ? result : result.substring(0, LONGEST_RESULT - 1) + "…";
    }

    @Override
    public void close() {
        closed.countDown();
        thread.ifPresent(ControlChannel::join);
    }

    private static void join(Thread thread) {
        try {
            thread.join(Duration.ofSeconds(5));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
