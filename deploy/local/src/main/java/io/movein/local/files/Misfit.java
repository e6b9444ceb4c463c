package io.movein.local.files;

import io.movein.standin.objects.Call;
import io.movein.standin.objects.HttpReply;
import io.movein.standin.objects.LyingProxy;
import io.movein.standin.objects.Rule;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * A file that cannot be moved as it is, each for a reason of its own.
 *
 * @param id      of its row
 * @param key     in the old bucket
 * @param cause   the code that the report has to show
 * @param arrange makes it so, once the file and its row are there
 * @param mend    what its people do about it before the run is made again; the sides themselves tell the truth by then
 */
record Misfit(
        String id, String key, String cause, Consumer<FilesApplication> arrange, Consumer<FilesApplication> mend) {

    /** With the naming's prefix longer than a key may be. */
    private static final String LONG = "long/" + "x".repeat(1_017);

    static final List<Misfit> ALL = List.of(
            answers(
                    "locked",
                    "permission-at-source",
                    FilesApplication::beforeOld,
                    reads("/old-files/misfits/locked"),
                    403,
                    "AccessDenied"),
            answers(
                    "slow",
                    "throttled",
                    FilesApplication::beforeOld,
                    reads("/old-files/misfits/slow"),
                    503,
                    "SlowDown"),
            answers(
                    "refused",
                    "target-unavailable",
                    FilesApplication::beforeNew,
                    puts("/new-files/files/misfits/refused"),
                    500,
                    "InternalError"),
            answers(
                    "large",
                    "too-large",
                    FilesApplication::beforeNew,
                    puts("/new-files/files/misfits/large"),
                    400,
                    "EntityTooLarge"),
            misfit(
                    "garbled",
                    "checksum-mismatch",
                    files -> files.beforeNew().with(garbles("/new-files/files/misfits/garbled")),
                    Misfit::nothing),
            misfit(
                    "mistaken",
                    "recorded-checksum-wrong",
                    files -> files.table().execute("update files set sha256 = repeat('0', 64) where id = 'mistaken'"),
                    files -> files.table().execute("update files set sha256 = null where id = 'mistaken'")),
            misfit(
                    "occupied",
                    "destination-occupied",
                    files -> files.putNew("files/misfits/occupied", "somebody else's"),
                    files -> files.removeNew("files/misfits/occupied")),
            misfit(
                    "guarded",
                    "row-refused",
                    files -> files.table()
                            .execute(
                                    "alter table files add constraint guard check (id <> 'guarded' or binding = 'old')"),
                    files -> files.table().execute("alter table files drop constraint guard")),
            new Misfit(
                    "long",
                    LONG,
                    "name-not-representable",
                    Misfit::nothing,
                    files -> files.rename("long", LONG, "misfits/short")),
            misfit(
                    "gone",
                    "gone",
                    files -> files.removeOld("misfits/gone"),
                    files -> files.table().execute("delete from files where id = 'gone'")),
            misfit(
                    "uploading",
                    "no-object-yet",
                    files -> {
                        files.removeOld("misfits/uploading");
                        files.table().execute("update files set size = null, sha256 = null where id = 'uploading'");
                    },
                    files -> files.putOld("misfits/uploading", "there it is")));

    /** Whether it is left as it is and no failure. */
    boolean isSkipped() {
        return cause.equals("gone") || cause.equals("no-object-yet");
    }

    /** Whether its row is still there once it was mended. */
    boolean stays() {
        return !cause.equals("gone");
    }

    private static Misfit misfit(
            String id, String cause, Consumer<FilesApplication> arrange, Consumer<FilesApplication> mend) {
        return new Misfit(id, "misfits/" + id, cause, arrange, mend);
    }

    private interface Side {
        LyingProxy of(FilesApplication files);
    }

    /** One side answers so each time, for this file alone. */
    private static Misfit answers(String id, String cause, Side side, Predicate<Call> when, int status, String code) {
        return misfit(
                id,
                cause,
                files -> side.of(files).with(Rule.answer(when, HttpReply.error(status, code))),
                Misfit::nothing);
    }

    /** The target gives back other bytes than it was given. */
    private static Rule garbles(String path) {
        return (call, upstream) -> {
            if (!reads(path).test(call)) {
                return Optional.empty();
            }
            var reply = upstream.send(call);
            if (reply.status() == 200) {
                reply.body()[0] ^= 1;
            }
            return Optional.of(reply);
        };
    }

    private static Predicate<Call> puts(String path) {
        return call -> call.method().equals("PUT") && call.path().equals(path);
    }

    private static Predicate<Call> reads(String path) {
        return call -> call.method().equals("GET") && call.path().equals(path);
    }

    private static void nothing(FilesApplication files) {}
}
