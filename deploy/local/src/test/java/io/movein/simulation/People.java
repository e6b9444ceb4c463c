package io.movein.simulation;

import io.movein.simulation.SimulatedGitHub.Issue;
import io.movein.simulation.SimulatedGitHub.User;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The owners, an operator and an outsider. They know what stands on the issue and nothing else, do sensible and silly things, and when
 * it is calm bring every migration to its end.
 */
final class People {
    static final User OPERATOR = new User(2001, "operator");
    /** May write to the repository, and is no operator. */
    private static final User OUTSIDER = new User(3001, "outsider");
    /** Was an operator once. */
    private static final User FORMER = new User(2002, "former-operator");
    /** Has taken over the name of one. */
    private static final User NAMESAKE = new User(3002, "operator");

    private static final List<String> PLANS =
            List.of("re-run", "re-run", "wipe-and-re-run", "resume", "accept-partial", "new-artifact", "abandon");

    /** What the artifacts of a plan name. */
    static final String PLANNED = "registry.test/mover@sha256:" + digest(-1);
    /** Of migrations for a plan, of each mode. */
    private static final int PLANNED_MOST = 2;

    /** What an operator saw when setting the label. */
    record Approved(int issue, String text) {
        boolean shows(String image, int run) {
            return text.contains(image.substring(image.indexOf("sha256:"))) && text.contains("run " + run);
        }
    }

    private final SimulatedGitHub github;
    private final Chance chance;
    private final List<Approved> approved = new ArrayList<>();
    private final List<Integer> issues = new ArrayList<>();
    private final Set<Integer> abandoned = new HashSet<>();
    /** Issues of migrations that name the plan, with their modes. */
    private final Map<Integer, String> planned = new TreeMap<>();

    private int plan;
    private int edits;

    People(SimulatedGitHub github, Chance chance) {
        this.github = github;
        this.chance = chance;
    }

    static User owner(int tenant) {
        return new User(1000 + tenant, "owner-" + tenant);
    }

    List<Integer> issues() {
        return issues;
    }

    List<Approved> approved() {
        return approved;
    }

    /** Whether its owner, and nobody in the owner's name, said so. */
    boolean hasAbandoned(int issue) {
        return abandoned.contains(issue);
    }

    /** Files a migration for the tenant that the onboarding issue of this number has. */
    void file(int onboarding) {
        var owner = owner(onboarding);
        issues.add(github.file(owner, body(onboarding, chance.strikes(5)), List.of("migrate-my-data")).number);
    }

    void joins(int newPlan) {
        plan = newPlan;
    }

    /** Migrations that rehearse for the plan. */
    List<Integer> rehearsals() {
        return planned("dry-run");
    }

    /** Files a dry-run that names the plan, where none is under way. */
    void rehearse() {
        filePlanned("dry-run");
    }

    /** Files a live run that names the plan, where none is under way. */
    void goLive() {
        filePlanned("live");
    }

    private List<Integer> planned(String mode) {
        return planned.entrySet().stream()
                .filter(it -> it.getValue().equals(mode))
                .map(Map.Entry::getKey)
                .toList();
    }

    private void filePlanned(String mode) {
        var known = planned(mode);
        if (known.size() < PLANNED_MOST && known.stream().noneMatch(it -> github.look(it).open)) {
            var tenant = mode.equals("live") ? 1 + known.size() : 1;
            var issue = github.file(owner(tenant), plannedBody(tenant, mode), List.of("migrate-my-data"));
            issues.add(issue.number);
            planned.put(issue.number, mode);
        }
    }

    private String plannedBody(int tenant, String mode) {
        var body = body(tenant, false).replaceFirst("### Mode\n\n\\S+", "### Mode\n\n" + mode);
        return (chance.strikes(6) ? body : body.replaceFirst("registry.test/\\S+", PLANNED))
                + "\n### Migration plan\n\n#" + plan + "\n";
    }

    /** Everybody does what has to be done next, on every issue. */
    void actAll() {
        issues.stream().map(github::look).filter(issue -> issue.open).forEach(this::goOn);
    }

    void act() {
        var issue = github.look(chance.oneOf(issues));
        if (!issue.open) {
            if (chance.strikes(10)) {
                github.reopen(chance.once(2) ? issue.author : OPERATOR, issue.number);
            }
            return;
        }
        if (chance.strikes(4)) {
            beSilly(issue);
        } else {
            goOn(issue);
        }
    }

    private void goOn(Issue issue) {
        if (chance.isCalm()) {
            github.label(OPERATOR, issue.number, "migrate-my-data");
        }
        var owner = issue.author;
        switch (state(issue)) {
            case "state:needs-changes" -> edit(issue, false);
            case "state:awaiting-approval" -> approve(issue);
            case "state:awaiting-validation" ->
                github.say(
                        owner,
                        issue.number,
                        chance.strikes(3) ? "/invalid some albums are missing" : "Looks right.\n\n/validated");
            case "state:awaiting-plan" -> plan(issue);
            default -> {} // the others wait for Movein
        }
    }

    private void approve(Issue issue) {
        if (issue.labels.contains("operator:approved") && chance.once(4)) {
            github.unlabel(OPERATOR, issue.number, "operator:approved");
        }
        if (chance.once(chance.isCalm() ? 1 : 4)) {
            github.label(OPERATOR, issue.number, "operator:destination-wiped");
        }
        setApproved(issue);
    }

    /**
     * Means whatever the newest review shows, tampered or not: operators cannot tell. What came in this very second was not read.
     */
    private void setApproved(Issue issue) {
        newestReview(issue)
                .filter(_ -> issue.open && !issue.labels.contains("operator:approved"))
                .ifPresent(shown -> approved.add(new Approved(issue.number, shown)));
        github.label(OPERATOR, issue.number, "operator:approved");
    }

    private void plan(Issue issue) {
        var plan = chance.isCalm() ? "abandon" : chance.oneOf(PLANS);
        if (plan.equals("abandon")) {
            abandoned.add(issue.number);
        }
        github.say(issue.author, issue.number, "/plan " + plan);
    }

    private void beSilly(Issue issue) {
        var owner = issue.author;
        switch (chance.below(18)) {
            case 0 ->
                github.label(
                        chance.oneOf(List.of(OUTSIDER, FORMER, NAMESAKE, owner)), issue.number, "operator:approved");
            case 11 -> github.labelAsTheBot(issue.number, "operator:approved");
            case 12 -> github.forge(issue.number, "/plan abandon");
            case 13 -> github.forge(issue.number, "/validated");
            case 14 -> github.close(chance.oneOf(List.of(owner, OPERATOR, OUTSIDER)), issue.number, "not_planned");
            case 15 -> {
                github.close(owner, issue.number, "completed");
                github.reopen(owner, issue.number);
            }
            case 16 -> github.unlabel(OUTSIDER, issue.number, "migrate-my-data");
            case 17 -> github.label(OUTSIDER, issue.number, "migrate-my-data");
            case 1 -> github.say(OUTSIDER, issue.number, "/validated");
            case 2 -> github.say(owner, issue.number, "/plan abandom");
            case 3 -> github.say(owner, issue.number, "/stop");
            case 4 -> github.say(owner, issue.number, "> /validated\n\nnot yet, see `/status`");
            case 5 -> github.say(owner, issue.number, "/status");
            case 6 -> setApproved(issue);
            case 7 -> rejectSeldom(issue);
            case 8 -> github.say(owner, issue.number, "/validated\n/plan re-run");
            case 9 -> github.unlabel(OPERATOR, issue.number, "operator:approved");
            case 10 -> github.say(owner, issue.number, "/help");
            default -> edit(issue, chance.once(4));
        }
    }

    private void rejectSeldom(Issue issue) {
        if (chance.once(4)) {
            github.label(OPERATOR, issue.number, "operator:rejected");
        }
    }

    private void edit(Issue issue, boolean wrongly) {
        var tenant = (int) (issue.author.id() - 1000);
        var mode = planned.get(issue.number);
        if (mode != null && github.look(plan).open && !chance.strikes(6)) {
            github.edit(issue.number, plannedBody(tenant, mode));
        } else {
            github.edit(issue.number, body(tenant, wrongly));
        }
    }

    private String body(int onboarding, boolean wrongly) {
        var image = "registry.test/mover@sha256:" + (wrongly ? "latest" : digest(++edits));
        return """
                ### Onboarding issue

                #%d

                ### Source

                old host, files

                ### Image

                %s

                ### Mode

                %s

                ### Additional CPU

                500m

                ### Additional memory

                256Mi

                ### Additional storage

                1Gi

                ### Egress

                203.0.113.10:80

                ### Destination interfaces

                storage:8080

                ### Secrets

                old-host

                ### Re-run contract

                %s

                ### Supports resume

                %s

                ### Expected runtime

                2h
                """.formatted(
                        onboarding,
                        image,
                        chance.once(4) ? "dry-run" : "live",
                        chance.once(2) ? "safe on populated destination" : "destination must be empty",
                        chance.once(2) ? "yes" : "no");
    }

    /** As anybody sees it, with its digest and run; empty: there is none. */
    private Optional<String> newestReview(Issue issue) {
        return issue.comments.reversed().stream()
                .filter(comment ->
                        comment.isBy(SimulatedGitHub.BOT) && comment.updatedAt().isBefore(github.now()))
                .map(comment -> comment.body().lines().skip(1).collect(Collectors.joining("\n")))
                .filter(text -> text.contains("### Ready for approval") || text.contains("### Approval needed again"))
                .findFirst();
    }

    static String state(Issue issue) {
        return issue.labels.stream()
                .filter(label -> label.startsWith("state:"))
                .findFirst()
                .orElse("");
    }

    private static String digest(int edit) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256")
                            .digest(("edit " + edit).getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
