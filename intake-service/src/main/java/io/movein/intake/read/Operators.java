package io.movein.intake.read;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import io.movein.github.GitHubRefusedException;
import io.movein.github.Issues;
import io.movein.github.OperatorAccount;
import io.movein.intake.issue.Reading.OperatorIds;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who the operators are, by numeric id. A login that is configured without its id is looked up once, so that whoever takes over the
 * name while this runs gets nothing. The members of the team are kept for some minutes, and asked for anew before a label of one of
 * them is believed.
 */
public final class Operators {

    private static final Logger LOG = LoggerFactory.getLogger(Operators.class);
    private static final Duration MEMBERS_KEPT = Duration.ofMinutes(5);
    private static final long NOBODY = 0;

    private final List<OperatorAccount> named;
    private final @Nullable String team;
    private final Issues issues;
    private final Map<String, Long> ids = new ConcurrentHashMap<>();
    private final LoadingCache<String, OperatorIds> members;

    public Operators(List<OperatorAccount> named, @Nullable String team, Issues issues) {
        this.named = named;
        this.team = team;
        this.issues = issues;
        this.members = Caffeine.newBuilder().expireAfterWrite(MEMBERS_KEPT).build(this::ask);
    }

    /** @throws io.movein.github.GitHubException if it cannot be known now, and can be later */
    OperatorIds ids() {
        var all = new HashSet<Long>();
        named.forEach(account -> all.add(id(account)));
        all.remove(NOBODY);
        if (team == null) {
            return new OperatorIds(all, Optional.empty());
        }
        var found = members.get(team);
        all.addAll(found.known());
        return new OperatorIds(all, found.unknown());
    }

    /** What was known of the team may be out of date. */
    void forget() {
        members.invalidateAll();
    }

    /** A team that GitHub refuses to show makes nobody an operator, and is no reason to leave people without an answer. */
    private OperatorIds ask(String name) {
        try {
            return new OperatorIds(issues.teamMembers(name), Optional.empty());
        } catch (GitHubRefusedException e) {
            LOG.error(
                    "the members of MOVEIN_OPERATOR_TEAM '{}' cannot be read, so none of them is an operator: {}",
                    name,
                    e.getMessage());
            return new OperatorIds(
                    Set.of(), Optional.of("GitHub does not show the team '" + name + "' (" + e.status() + ")"));
        }
    }

    private long id(OperatorAccount account) {
        return account.id() != null
                ? account.id()
                : ids.computeIfAbsent(Objects.requireNonNull(account.login()), this::lookUp);
    }

    private long lookUp(String login) {
        var found = issues.userId(login);
        found.ifPresent(id -> LOG.warn(
                "MOVEIN_OPERATORS names '{}' without an id (expected {}:{}, so that nobody who takes the name while intake is off becomes an operator)",
                login,
                login,
                id));
        return found.orElseGet(() -> {
            LOG.error(
                    "MOVEIN_OPERATORS names '{}', and GitHub has no such account; nobody is an operator by it", login);
            return NOBODY;
        });
    }
}
