package io.movein.runner;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Ways out of a pod, each tried by one line of a shell script; what it prints says which are open. */
final class Ways {
    private static final String SCRIPT = """
            told() { echo "way $1 $2"; }
            tcp() {
              for try in $attempts; do if nc -w 3 $2 $3 -e /bin/true >/dev/null 2>&1; then told $1 open; return; fi; sleep 1; done
              told $1 shut
            }
            dns() {
              for try in $attempts; do
                case "$(timeout 6 nslookup -type=a $2 $3 2>&1)" in *NXDOMAIN*|*Name:*) told $1 open; return;; esac
              done
              told $1 shut
            }
            """;
    private final Map<String, String> lines = new LinkedHashMap<>();

    Ways tcp(String name, String address, Object port) {
        lines.put(name, "tcp %s %s %s".formatted(name, address, port));
        return this;
    }

    /** Asks a server about a name; an empty server is the pod's own. */
    Ways dns(String name, String question, String server) {
        lines.put(name, "dns %s %s %s".formatted(name, question, server));
        return this;
    }

    /** All at once, each so many times before it counts as shut: what was made a moment ago is not known everywhere at once. */
    String script(int attempts) {
        var begin = "attempts='" + "x ".repeat(attempts) + "'\n" + SCRIPT;
        return lines.values().stream()
                .map(line -> line + " & tries=\"$tries $!\"\n")
                .collect(Collectors.joining("", begin, "wait $tries\n"));
    }

    Map<String, Boolean> all(boolean open) {
        return lines.keySet().stream().collect(Collectors.toMap(it -> it, _ -> open, (one, _) -> one, TreeMap::new));
    }

    /** @return by name, whether it was open */
    static Map<String, Boolean> told(String log) {
        return log.lines()
                .filter(line -> line.startsWith("way "))
                .map(line -> line.split(" "))
                .collect(Collectors.toMap(it -> it[1], it -> it[2].equals("open"), (one, _) -> one, TreeMap::new));
    }
}
