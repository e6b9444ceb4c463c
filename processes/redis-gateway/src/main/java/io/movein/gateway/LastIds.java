package io.movein.gateway;

import io.movein.gateway.Expected.Blocking;
import io.movein.gateway.resp.CommandWords;
import java.util.ArrayList;
import java.util.concurrent.CompletableFuture;

/**
 * A command that waited at one server and goes on waiting at another. To {@code XREAD} the ID {@code $} means what comes after the
 * call; the call was at the server before, so it gets the ID of the last entry that had come there by name.
 */
final class LastIds {

    private LastIds() {}

    /** Whether the command asks for what comes after its call. */
    static boolean matter(CommandWords words) {
        var streams = streamsAt(words);
        return streams > 0
                && words.from(streams).stream().anyMatch(word -> word.length == 1 && word[0] == '$')
                && Special.timeoutAt(words) > 0;
    }

    static CompletableFuture<CommandWords> resolve(Blocking waits, Backend server) {
        var words = Special.after(waits.words(), System.nanoTime() - waits.since());
        var streams = streamsAt(words);
        if (streams < 0) {
            return CompletableFuture.completedFuture(words);
        }
        var resolved = new ArrayList<Object>(words.all());
        var count = (words.size() - streams) / 2;
        var answers = new ArrayList<CompletableFuture<Void>>();
        for (var i = 0; i < count; i++) {
            var id = streams + count + i;
            if (words.text(id).equals("$")) {
                var answered = new CompletableFuture<Void>();
                answers.add(answered);
                server.ask(
                        CommandWords.of("XREVRANGE", words.all().get(streams + i), "+", "-", "COUNT", 1)
                                .bytes(),
                        answer -> {
                            resolved.set(id, idIn(answer.whole()));
                            answered.complete(null);
                        });
            }
        }
        server.flush();
        return CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new))
                .thenApply(_ -> CommandWords.of(resolved.toArray()));
    }

    private static int streamsAt(CommandWords words) {
        for (var i = 1; words.upper(0).equals("XREAD") && i < words.size(); i++) {
            if (words.upper(i).equals("STREAMS")) {
                return i + 1;
            }
        }
        return -1;
    }

    /** Of {@code *1 *2 $3 7-0 …}; of a stream without entries the beginning. */
    private static String idIn(String reply) {
        var lines = reply.split("\r\n", 5);
        return lines.length > 3 && lines[0].equals("*1") ? lines[3] : "0-0";
    }
}
