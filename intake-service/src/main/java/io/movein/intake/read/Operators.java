package io.movein.intake.read;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import io.movein.github.Issues;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who the operators are, by numeric id. A configured login is looked up once, so that whoever takes over the name later gets
 * nothing; the members of the team are asked for again after some minutes.
 */
public final class Operators {

    private static final Logger LOG = LoggerFactory.getLogger(Operators.class);
    private static final Duration MEMBERS_KEPT = Duration.ofMinutes(5);
    private static final long NOBODY = 0;

    private final List<String> named;
    private final @Nullable String team;
    private final Issues issues;
    private final Map<String, Long> ids = new ConcurrentHashMap<>();
    private final LoadingCache<String, Set<Long>> members;

    public Operators(List<String> named, @Nullable String team, Issues issues) {
        this.named = named;
        this.team = team;
        this.issues = issues;
        this.members = Caffeine.newBuilder().expireAfterWrite(MEMBERS_KEPT).build(issues::teamMembers);
    }

    /** @throws io.movein.github.GitHubException if it cannot be known now */
    Set<Long> ids() {
        var all = new HashSet<Long>();
        named.forEach(name -> all.add(ids.computeIfAbsent(name, this::id)));
        if (team != null) all.addAll(members.get(team));
        all.remove(NOBODY);
        return Set.copyOf(all);
    }

    private long id(String name) {
        if (name.matches("[0-9]{1,18}")) return Long.parseLong(name);
        return issues.userId(name).orElseGet(() -> {
            LOG.error(
                    "MOVEIN_OPERATORS names '{}', and GitHub has no such account (expected logins or numeric ids); nobody is an operator by it",
                    name);
            return NOBODY;
        });
    }
}
