package io.movein.standin.node.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;

/**
 * One start of one container. A shell in a session of its own (the leader) runs the program with its output in a file and then
 * writes the exit code down, so that neither is lost when the node that started it dies. A folder is used for one start only.
 */
public final class ContainerProcess {

    private static final String STARTED = "started";
    private static final String LEADER = "leader";
    private static final String EXIT = "exit";
    private static final String OUT_OF_MEMORY = "out-of-memory";
    public static final String LOG = "log";

    /** The shell's own variables are unset, for the program is to see what was declared and nothing else. */
    private static final String SCRIPT = """
            unset PWD OLDPWD SHLVL
            read -r movein_leader < /proc/$$/stat
            echo "$movein_leader" > "$1/leader"
            movein_leader=$1
            shift
            "$@" > "$movein_leader/log" 2>&1 < /dev/null
            echo $? > "$movein_leader/exit"
            """;

    private final Path folder;
    private final ProcessHandle leader;
    private final CompletableFuture<Ended> ended;

    private ContainerProcess(Path folder, ProcessHandle leader) {
        this.folder = folder;
        this.leader = leader;
        this.ended = leader.onExit().thenApply(handle -> {
            killRest();
            return readEnd(folder);
        });
    }

    public static ContainerProcess start(Launch launch) throws IOException {
        var folder = Files.createDirectories(launch.folder());
        Files.createFile(folder.resolve(STARTED));
        var command = new ArrayList<>(List.of(setsid(), "/bin/sh", "-c", SCRIPT, "container", folder.toString()));
        command.addAll(launch.command());
        var builder = new ProcessBuilder(command)
                .directory(launch.workingDir().toFile())
                .redirectInput(Redirect.from(Path.of("/dev/null").toFile()))
                .redirectOutput(Redirect.DISCARD)
                .redirectError(Redirect.DISCARD);
        builder.environment().clear();
        builder.environment().putAll(launch.environment());
        return new ContainerProcess(folder, builder.start().toHandle());
    }

    private static String setsid() {
        return Files.isExecutable(Path.of("/usr/bin/setsid")) ? "/usr/bin/setsid" : "/bin/setsid";
    }

    public static boolean wasStarted(Path folder) {
        return Files.exists(folder.resolve(STARTED));
    }

    /** The process that an earlier node started in this folder, if it lives and is the same one. */
    public static Optional<ContainerProcess> adopt(Path folder) {
        try {
            var then = ProcessTable.Entry.parse(Files.readString(folder.resolve(LEADER)));
            return ProcessTable.entry(Long.toString(then.pid()))
                    .filter(now -> now.startTicks() == then.startTicks() && !now.zombie())
                    .flatMap(now -> ProcessHandle.of(now.pid()))
                    .map(handle -> new ContainerProcess(folder, handle));
        } catch (IOException | RuntimeException neverWritten) {
            return Optional.empty();
        }
    }

    /** What is written down of a start whose process is gone. */
    public static Ended readEnd(Path folder) {
        var exit = folder.resolve(EXIT);
        try {
            var code = Files.exists(exit)
                    ? OptionalInt.of(Integer.parseInt(Files.readString(exit).trim()))
                    : OptionalInt.empty();
            var finished = code.isPresent() ? Files.getLastModifiedTime(exit).toInstant() : Instant.now();
            return new Ended(code, Files.exists(folder.resolve(OUT_OF_MEMORY)), startedAt(folder), finished);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read how the container in %s ended".formatted(folder), e);
        } catch (NumberFormatException tornByAFullDisk) {
            return new Ended(OptionalInt.empty(), false, Instant.now(), Instant.now());
        }
    }

    private static Instant startedAt(Path folder) throws IOException {
        return Files.getLastModifiedTime(folder.resolve(STARTED)).toInstant();
    }

    public CompletableFuture<Ended> ended() {
        return ended;
    }

    public Path folder() {
        return folder;
    }

    public Instant startedAt() {
        try {
            return startedAt(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * SIGTERM to the program alone, as a container's first process gets it; what it started is its own business. A leader that
     * has only just begun is waited for, a moment, until it has started the program.
     */
    public void terminate() throws InterruptedException {
        var program = ProcessTable.read().childrenOf(leader.pid());
        for (var look = 0; look < 50 && program.isEmpty() && leader.isAlive(); look++) {
            Thread.sleep(20);
            program = ProcessTable.read().childrenOf(leader.pid());
        }
        program.forEach(pid -> ProcessHandle.of(pid).ifPresent(ProcessHandle::destroy));
    }

    /** SIGKILL to everything but the leader, which then still writes down how the program ended. */
    public void kill() {
        kill(ProcessTable.read().membersOf(leader.pid()));
    }

    private void killRest() {
        var table = ProcessTable.read();
        for (var rest = table.membersOf(leader.pid());
                !rest.isEmpty();
                rest = ProcessTable.read().membersOf(leader.pid())) {
            kill(rest);
        }
    }

    private static void kill(Iterable<Long> pids) {
        pids.forEach(pid -> ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly));
    }

    /** Kills the largest process of a tree that holds more than the limit, as the kernel does in a memory cgroup. */
    public void enforce(long memoryLimit, ProcessTable table) {
        var largest = -1L;
        var most = 0L;
        var sum = 0L;
        for (var pid : table.membersOf(leader.pid())) {
            var memory = ProcessTable.residentMemory(pid);
            sum += memory;
            if (memory > most) {
                most = memory;
                largest = pid;
            }
        }
        if (sum > memoryLimit) {
            killForMemory(largest);
        }
    }

    private void killForMemory(long pid) {
        try {
            Files.writeString(folder.resolve(OUT_OF_MEMORY), Long.toString(pid));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        kill(List.of(pid));
    }
}
