package io.movein.contract.issue;

import java.util.List;
import java.util.regex.Pattern;

/**
 * Hides credentials in whatever Movein writes or passes on: tokens of known makers, private keys, passwords in addresses, and values
 * beside a word like {@code password=}. What was hidden reads {@code ***}, with so much of its beginning that its owner knows which one
 * to rotate. Linear in the text; what is hidden already stays as it is.
 */
public final class Masker {
    private static final String HIDDEN = "***";

    /** The first group stays, the rest of the match is hidden. */
    private static final List<Pattern> SECRETS = List.of(
            Pattern.compile("\\b(gh[opusr]_)[A-Za-z0-9]{16,255}"),
            Pattern.compile("\\b(github_pat_)[A-Za-z0-9_]{16,255}"),
            Pattern.compile("\\b(glpat-)[A-Za-z0-9_-]{16,255}"),
            Pattern.compile("\\b((?:AKIA|ASIA))[A-Z0-9]{16}\\b"),
            Pattern.compile("\\b(xox[abeoprs]-)[A-Za-z0-9-]{10,255}"),
            Pattern.compile("\\b(sk_live_|rk_live_|npm_|pypi-|dop_v1_)[A-Za-z0-9_-]{16,255}"),
            Pattern.compile("\\b(eyJ)[A-Za-z0-9_-]{8,4000}\\.[A-Za-z0-9_-]{8,4000}(?:\\.[A-Za-z0-9_-]{0,4000})?"),
            Pattern.compile(
                    "(?s)(-----BEGIN [A-Z ]{0,40}PRIVATE KEY-----).{0,20000}?(?:-----END [A-Z ]{0,40}PRIVATE KEY-----|\\z)"),
            Pattern.compile(
                    "(?i)\\b((?:https?|ftp|sftp|postgres(?:ql)?|mysql|redis|rediss|amqp|mongodb(?:\\+srv)?|s3)://[^\\s/:@]{0,100}:)[^\\s/@]{1,200}(?=@)"),
            Pattern.compile(
                    "(?i)\\b(authorization[\"']?\\s{0,3}[:=]\\s{0,3}[\"']?(?:bearer|basic|token)\\s{1,3})[^\\s\"',;]{6,4000}"),
            Pattern.compile(
                    "(?i)((?:password|passwd|passphrase|pwd|api[_-]?key|access[_-]?key|secret[_-]?key|secret[_-]?access[_-]?key|client[_-]?secret|auth[_-]?token|access[_-]?token)"
                            + "[\"']?\\s{0,3}[:=]\\s{0,3}[\"']?)(?!\\*\\*\\*)[^\\s\"',;<>$(){}\\[\\]]{4,4000}"));

    /** What {@link #SECRETS} leaves of a secret. */
    private static final Pattern TRACE = Pattern.compile(
            "(?:gh[opusr]_|github_pat_|glpat-|AKIA|ASIA|xox[abeoprs]-|sk_live_|rk_live_|npm_|pypi-|dop_v1_|eyJ|PRIVATE KEY-----|(?i:bearer|basic|token) |[:=][\"' ]{0,4})\\*\\*\\*");

    private Masker() {}

    public static String masked(String text) {
        var masked = text;
        for (var secret : SECRETS) {
            masked = secret.matcher(masked).replaceAll("$1" + HIDDEN);
        }
        return masked;
    }

    /** Whether something was hidden in it, by this or earlier. */
    public static boolean hid(String text) {
        return TRACE.matcher(masked(text)).find();
    }

    /** Whether there is something to hide, so that whoever wrote it can be told to rotate it. */
    public static boolean hasSecrets(String text) {
        return !masked(text).equals(text);
    }
}
