package io.movein.process.items;

import io.movein.process.AttemptKind;
import io.movein.process.ExitCode;
import io.movein.process.MigrationFailure;
import io.movein.process.RunMode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Clock;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What is to be moved and what became of it, in an SQLite file that survives the process. It never says that something was done
 * that was not: an item is <i>running</i> in the file before its worker begins, and <i>migrated</i> only after its worker said
 * so. A crash loses at most the last outcomes, whose items are then queued again.
 *
 * <pre>
 * queued  → running             {@link #claim}
 * running → migrated            {@link #record}
 *         → skipped
 *         → failed
 *         → queued              released, or the process died and {@link #begin} was called again
 * skipped, failed → queued      {@link #begin} of another run that resumes
 * </pre>
 *
 * <p>Safe for use by many threads. Opening it changes nothing: anybody may read beside a process that runs.
 */
public final class Journal implements AutoCloseable {

    private final Database database;
    private final Path file;
    private final ItemTable items;
    private final RunTable runs;
    private final CommandLog commands;
    private final JournalFacts facts;
    private @Nullable FileChannel lockFile;

    private Journal(Path file, Clock clock) {
        this.file = file;
        this.database = new Database(file);
        this.items = new ItemTable(database, clock);
        this.runs = new RunTable(clock);
        this.commands = new CommandLog(database, runs, clock);
        this.facts = new JournalFacts(database);
    }

    /**
     * Loads in the background what a journal needs of its driver, which unpacks a library: a program can read meanwhile what it is to do.
     * What does not load is said by whoever opens one.
     */
    public static Thread load() {
        return Thread.ofPlatform().name("journal-loading").daemon().start(() -> {
            try (var _ = new SqliteLibrary();
                    var _ = DriverManager.getConnection("jdbc:sqlite::memory:")) {
                // it is there
            } catch (IOException | SQLException | LinkageError e) {
                // it is tried again
            }
        });
    }

    /** @param file is made, with its folder, where it is not there yet */
    public static Journal open(Path file, Clock clock) {
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
        } catch (IOException e) {
            throw new JournalFailure("the journal's folder cannot be made", e);
        }
        return new Journal(file, clock);
    }

    /**
     * Begins a run. {@link AttemptKind#FRESH} forgets the items and facts of earlier runs; {@link AttemptKind#RESUME} queues again whatever
     * was not migrated.
     *
     * @return whether the run before died, so that its items that were running may be at the destination already
     * @throws MigrationFailure (refused) if another process has begun a run over this journal and is still alive
     */
    public boolean begin(int run, RunMode mode, AttemptKind attempt) {
        lock();
        var died = database.transact(connection -> {
            var before = runs.lastDied(connection);
            if (attempt == AttemptKind.FRESH) {
                items.forget(connection);
                facts.forget(connection);
            } else {
                items.requeue(connection, Set.of(ItemState.RUNNING, ItemState.SKIPPED, ItemState.FAILED));
            }
            runs.begin(connection, run, mode, attempt);
            return before;
        });
        items.count();
        return died;
    }

    /** Everything that was recorded is written, and the run is noted as ended. */
    public void end(ExitCode outcome) {
        flush();
        database.transact(connection -> runs.end(connection, outcome));
    }

    /** Queues what is not in the journal yet, in the order given; what is there stays as it is. Memory is that of a batch. */
    public long add(Iterator<PlannedItem> planned) {
        return items.add(planned);
    }

    /** Up to so many queued items, now running, which is written before this returns. Empty if none is queued. */
    public List<Item> claim(int most) {
        return items.claim(most);
    }

    /**
     * What became of a claimed item. Written soon, in a batch; waits if too much is waiting to be written.
     *
     * @throws JournalFailure if earlier outcomes could not be written
     */
    public void record(Item item, Outcome outcome) {
        items.record(item, outcome);
    }

    /** Everything recorded so far is in the file when this returns. */
    public void flush() {
        items.flush();
    }

    /** Of all items, from memory: as of the last outcomes recorded, written or not. */
    public Counts counts() {
        return items.counts();
    }

    /** By the items' groups, sorted; read from the file. */
    public Map<String, Counts> countsByGroup() {
        return items.countsByGroup();
    }

    public Optional<ItemRecord> find(String key) {
        return items.find(key);
    }

    /** Every item in one of the states, in the order of planning, page by page; the consumer may use the journal. */
    public void forEach(Set<ItemState> states, Consumer<ItemRecord> consumer) {
        items.forEach(states, consumer);
    }

    /** Items in a state whose content's SHA-256 is known; read from the file. */
    public long countWithSha256(ItemState state) {
        return items.countWithSha256(state);
    }

    /** How often each cause stands in the journal, by state and code. */
    public Map<ItemState, Map<String, Long>> causes() {
        return items.causes();
    }

    public CommandLog commands() {
        return commands;
    }

    /** What the program wants to find again, such as a position it has confirmed. */
    public JournalFacts facts() {
        return facts;
    }

    /** Of the runs over this journal, oldest first. */
    public List<JournalRun> runs() {
        return database.transact(runs::all);
    }

    public Path file() {
        return file;
    }

    /** Writes what was recorded. */
    @Override
    public void close() {
        try {
            flush();
        } finally {
            database.close();
            unlock();
        }
    }

    private void lock() {
        if (lockFile != null) {
            return;
        }
        try {
            var channel =
                    FileChannel.open(Path.of(file + ".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (tryLock(channel) == null) {
                channel.close();
                throw new MigrationFailure(
                        ExitCode.REFUSED,
                        "another process is running over the journal %s (expected one at a time); wait for it or stop it"
                                .formatted(file));
            }
            lockFile = channel;
        } catch (IOException e) {
            throw new JournalFailure("the journal cannot be locked", e);
        }
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException inThisProcess) {
            return null;
        }
    }

    private void unlock() {
        try {
            if (lockFile != null) {
                lockFile.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
