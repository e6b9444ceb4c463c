package io.movein.github;

import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An operator as settings name them: {@code octocat}, {@code 583231}, or {@code octocat:583231}. The id is the account, whoever bears
 * the name later; the login is what can be mentioned.
 *
 * @param login null where only the id is named
 * @param id    null where only the login is named; then it is whoever bears it at the start
 */
public record OperatorAccount(
        @Nullable String login, @Nullable Long id) {
    static final String EXPECTED = "logins, ids, or login:id, separated by commas";

    private static final Pattern ID = Pattern.compile("[0-9]{1,18}");
    private static final Pattern NAMED = Pattern.compile("([A-Za-z0-9](?:[A-Za-z0-9-]{0,38}))(?::([0-9]{1,18}))?");

    /** Empty where the text is none of the three. */
    static Optional<OperatorAccount> parse(String text) {
        if (ID.matcher(text).matches()) {
            return Optional.of(new OperatorAccount(null, Long.valueOf(text)));
        }
        var named = NAMED.matcher(text);
        if (!named.matches()) {
            return Optional.empty();
        }
        var id = named.group(2);
        return Optional.of(new OperatorAccount(named.group(1), id == null ? null : Long.valueOf(id)));
    }
}
