package io.movein.standin.node.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** One look at /proc: who is whose child, and in which session. */
public record ProcessTable(Map<Long, Entry> entries) {

    private static final Path PROC = Path.of("/proc");

    /** {@code startTicks} (since boot) tells a process from a later one with the same id. */
    record Entry(long pid, long parent, long session, long startTicks, boolean zombie) {

        /** The program's name, in parentheses, may itself hold spaces and parentheses. */
        static Entry parse(String stat) {
            var pid = Long.parseLong(stat.substring(0, stat.indexOf(' ')));
            var fields = stat.substring(stat.lastIndexOf(')') + 2).trim().split(" ");
            return new Entry(
                    pid,
                    Long.parseLong(fields[1]),
                    Long.parseLong(fields[3]),
                    Long.parseLong(fields[19]),
                    fields[0].equals("Z"));
        }
    }

    public static ProcessTable read() {
        var entries = new HashMap<Long, Entry>();
        try (var folders = Files.newDirectoryStream(PROC, "[0-9]*")) {
            for (var folder : folders) {
                entry(folder.getFileName().toString()).ifPresent(entry -> entries.put(entry.pid(), entry));
            }
        } catch (IOException e) {
            throw new IllegalStateException("cannot read /proc, which a node needs (Linux)", e);
        }
        return new ProcessTable(Map.copyOf(entries));
    }

    static Optional<Entry> entry(String pid) {
        try {
            return Optional.of(Entry.parse(Files.readString(PROC.resolve(pid).resolve("stat"))));
        } catch (IOException endedMeanwhile) {
            return Optional.empty();
        }
    }

    /** All living descendants of the leader and all of its session: one that was orphaned is found by the latter. */
    Set<Long> membersOf(long leader) {
        var found = new HashSet<Long>();
        found.add(leader);
        var size = 0;
        while (size < found.size()) {
            size = found.size();
            entries.values().stream()
                    .filter(entry -> !entry.zombie())
                    .filter(entry -> entry.session() == leader || found.contains(entry.parent()))
                    .forEach(entry -> found.add(entry.pid()));
        }
        found.remove(leader);
        return found;
    }

    List<Long> childrenOf(long parent) {
        return entries.values().stream()
                .filter(entry -> entry.parent() == parent)
                .map(Entry::pid)
                .toList();
    }

    /** Bytes in memory; 0 for a process that is gone. */
    static long residentMemory(long pid) {
        try (var lines = Files.lines(PROC.resolve(Long.toString(pid)).resolve("status"))) {
            return lines.filter(line -> line.startsWith("VmRSS:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
                    .findFirst()
                    .orElse(0);
        } catch (IOException | RuntimeException endedMeanwhile) {
            return 0;
        }
    }
}
