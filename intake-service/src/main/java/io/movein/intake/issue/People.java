package io.movein.intake.issue;

import io.movein.model.Actor;
import io.movein.model.Role;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Who is who on an issue, by numeric id. */
final class People {

    /** How somebody whose account is gone is called, which no account can be: it is not mentioned. */
    private static final String GONE = "ghost";

    private final Reading reading;

    People(Reading reading) {
        this.reading = reading;
    }

    Actor actor(@Nullable Long id, @Nullable String login) {
        if (id == null) {
            return new Actor(0L, GONE, List.of());
        }
        var roles = new ArrayList<Role>();
        if (isAuthor(id)) {
            roles.add(Role.AUTHOR);
        }
        if (reading.operators().known().contains(id)) {
            roles.add(Role.OPERATOR);
        }
        return new Actor(id, login == null ? GONE : login, List.copyOf(roles));
    }

    boolean isBot(@Nullable Long id) {
        return id != null && id == reading.botId();
    }

    boolean isAuthor(@Nullable Long id) {
        return id != null && id.equals(reading.issue().issue().authorId());
    }

    /** Author or operator. */
    boolean isKnown(@Nullable Long id) {
        return isAuthor(id) || id != null && reading.operators().known().contains(id);
    }

    /** Why it cannot be told whether this is an operator; empty: it can. */
    Optional<String> unknown(Actor actor) {
        return actor.getRoles().contains(Role.OPERATOR)
                ? Optional.empty()
                : reading.operators().unknown();
    }
}
