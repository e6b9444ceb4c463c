package io.movein.github;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;
import org.kohsuke.github.GHIssue;
import org.kohsuke.github.GHIssueComment;
import org.kohsuke.github.GHUser;

/**
 * The user as it stood in GitHub's answer. hub4j's own getters look the login up (a hidden request for a comment, a table
 * that lives as long as the process for an issue), and after a rename a login belongs to somebody else.
 */
final class RawUser {

    private static final VarHandle OF_ISSUE = field(GHIssue.class);
    private static final VarHandle OF_COMMENT = field(GHIssueComment.class);

    private RawUser() {}

    static @Nullable GHUser of(GHIssue issue) {
        return (GHUser) OF_ISSUE.get(issue);
    }

    static @Nullable GHUser of(GHIssueComment comment) {
        return (GHUser) OF_COMMENT.get(comment);
    }

    static @Nullable Long id(@Nullable GHUser user) {
        return user == null ? null : user.getId();
    }

    static @Nullable String login(@Nullable GHUser user) {
        return user == null ? null : user.getLogin();
    }

    private static VarHandle field(Class<?> owner) {
        try {
            return MethodHandles.privateLookupIn(owner, MethodHandles.lookup())
                    .findVarHandle(owner, "user", GHUser.class);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(owner + " of this hub4j has no field 'user' (1.330 has it)", e);
        }
    }
}
