package io.movein.contract.issue;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * A hash over a comment of Movein's, kept in its marker, so that an edit by somebody else is recognised: whoever may write to
 * the repository may edit every comment. With a secret nobody else can make it anew (HMAC); without one it is a plain
 * SHA-256, which tells an edit by a person from none, but not from one by somebody who knows how to hash. Line ends and
 * blanks at the end of lines do not count: GitHub changes them.
 *
 * <p>A seal also says of which story the comment is, where that is known. Sequences begin anew where all that had happened was lost,
 * and then what was written before must not count as if it came later.
 */
public final class CommentSeal {

    private static final String MAC = "HmacSHA256";

    private final UnaryOperator<byte[]> hash;
    private final Supplier<Optional<String>> story;

    private CommentSeal(UnaryOperator<byte[]> hash, Supplier<Optional<String>> story) {
        this.hash = hash;
        this.story = story;
    }

    /** @param secret shared by all that write and read the comments; empty: none */
    public static CommentSeal with(Optional<String> secret) {
        return secret.map(CommentSeal::keyed).orElseGet(CommentSeal::plain);
    }

    public static CommentSeal plain() {
        return new CommentSeal(CommentSeal::sha256, Optional::empty);
    }

    private static CommentSeal keyed(String secret) {
        var key = new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), MAC);
        return new CommentSeal(text -> mac(key, text), Optional::empty);
    }

    /**
     * Comments of another story are not intact. Those without a story are: earlier versions wrote none.
     *
     * @param story as what is known of it now names it
     */
    public CommentSeal of(Supplier<Optional<String>> story) {
        return new CommentSeal(hash, story);
    }

    /** The whole comment: the marker's line with its seal, and the text below it. */
    public String comment(Marker marker, String text) {
        return "<!-- " + marker.text() + " seal=" + seal(story.get(), marker, text) + " -->\n" + text;
    }

    /** Whether the comment is what was written; false where it has no marker or no seal. */
    public boolean isIntact(String comment) {
        var marker = Marker.of(comment);
        var claimed = Marker.seal(comment);
        return marker.isPresent()
                && claimed.isPresent()
                && Stream.of(story.get(), Optional.<String>empty())
                        .map(it -> seal(it, marker.get(), withoutFirstLine(comment)))
                        .anyMatch(seal -> MessageDigest.isEqual(bytes(claimed.get()), bytes(seal)));
    }

    private String seal(Optional<String> of, Marker marker, String text) {
        var normal = text.lines().map(String::stripTrailing).collect(Collectors.joining("\n"));
        var told = of.map(it -> "story " + it + "\n").orElse("");
        return HexFormat.of().formatHex(hash.apply(bytes(told + marker.text() + "\n" + normal.strip())));
    }

    private static String withoutFirstLine(String comment) {
        return comment.lines().skip(1).collect(Collectors.joining("\n"));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] mac(SecretKeySpec key, byte[] text) {
        try {
            var mac = Mac.getInstance(MAC);
            mac.init(key);
            return mac.doFinal(text);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has " + MAC, e);
        }
    }

    private static byte[] sha256(byte[] text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
