package io.movein.simulation;

import io.movein.contract.issue.CommentSeal;
import io.movein.contract.issue.Marker;
import java.util.stream.Collectors;

/** What somebody with write access makes of a comment of Movein's. */
final class Forgery {
    /** Without a secret, so whoever knows how may make a seal of their own. */
    private static final CommentSeal SEAL = CommentSeal.plain();

    private Forgery() {}

    static String of(String body, Chance chance) {
        return switch (chance.below(5)) {
            case 0 -> body.replaceFirst("sequence=\\d+", "sequence=999999") + "…";
            case 1 -> withImage(body, "0");
            case 2 -> body.replaceFirst("run=\\d+", "run=9").replaceFirst("revision=\\w+", "revision=0");
            case 3 ->
                Marker.of(body)
                        .map(marker -> SEAL.comment(marker, withImage(withoutMarker(body), "1")))
                        .orElse(body);
            default -> "nothing to see here";
        };
    }

    private static String withoutMarker(String body) {
        return body.lines().skip(1).collect(Collectors.joining("\n"));
    }

    private static String withImage(String text, String digit) {
        return text.replaceAll("sha256:[0-9a-f]{64}", "sha256:" + digit.repeat(64)) + " ";
    }
}
