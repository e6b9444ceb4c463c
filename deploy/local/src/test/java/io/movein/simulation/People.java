package io.movein.simulation;

import io.movein.simulation.SimulatedGitHub.Issue;
import io.movein.simulation.SimulatedGitHub.User;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * The owners, an operator and an outsider. They know what stands on the issue and nothing else, do sensible and silly things, and when
 * it is calm bring every migration to its end.
 */
final class People {
    static final User OPERATOR = new User(2001, "operator");
    private static final User OUTSIDER = new User(3001, "outsider");
    private static final Pattern REVIEW = Pattern.compile("^<!-- movein:review revision=(\\S+) run=(\\d+) ");
    private static final List<String> PLANS =
            List.of("re-run", "re-run", "wipe-and-re-run", "resume", "accept-partial", "new-artifact", "abandon");

    /** What an operator could see when setting the label: the request's image and the run. */
    record Approved(int issue, String image, int run) {}

    private final SimulatedGitHub github;
    private final Chance chance;
    private final List<Approved> approved = new ArrayList<>();
    private final Map<String, String> imageOfRevision = new HashMap<>();
    private final List<Integer> issues = new ArrayList<>();
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

    /** Files a migration for the tenant that the onboarding issue of this number has. */
    void file(int onboarding) {
        var owner = owner(onboarding);
        issues.add(github.file(owner, body(onboarding, chance.strikes(5)), List.of("migrate-my-data")).number);
    }

    void act() {
        var issue = github.look(chance.oneOf(issues));
        if (!issue.open) {
            return;
        }
        if (chance.strikes(12)) {
            beSilly(issue);
        } else {
            goOn(issue);
        }
    }

    private void goOn(Issue issue) {
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
        if (chance.once(chance.isCalm() ? 1 : 4)) {
            github.label(OPERATOR, issue.number, "operator:destination-wiped");
        }
        setApproved(issue);
    }

    /** Whatever the newest review says is what the label means. */
    private void setApproved(Issue issue) {
        newestReview(issue)
                .filter(_ -> !issue.labels.contains("operator:approved"))
                .ifPresent(review -> approved.add(new Approved(
                        issue.number,
                        imageOfRevision.getOrDefault(review.group(1), ""),
                        Integer.parseInt(review.group(2)))));
        github.label(OPERATOR, issue.number, "operator:approved");
    }

    private void plan(Issue issue) {
        github.say(issue.author, issue.number, "/plan " + (chance.isCalm() ? "abandon" : chance.oneOf(PLANS)));
    }

    private void beSilly(Issue issue) {
        var owner = issue.author;
        switch (chance.below(12)) {
            case 0 -> github.label(OUTSIDER, issue.number, "operator:approved");
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
        github.edit(issue.number, body((int) (issue.author.id() - 1000), wrongly));
    }

    private String body(int onboarding, boolean wrongly) {
        var image = "registry.test/mover@sha256:" + (wrongly ? "latest" : digest(++edits));
        return """
                ### Onboarding issue

                #%d

                ### Source

                old host, files

                ### Artifact

                %s

                ### Mode

                %s

                ### CPU spike

                500m

                ### Memory spike

                256Mi

                ### Storage spike

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

    /** Tells what each revision asked for. */
    void seeRevision(String revision, String image) {
        imageOfRevision.put(revision, image);
    }

    private static Optional<MatchResult> newestReview(Issue issue) {
        return issue.comments.reversed().stream()
                .filter(comment -> comment.isBy(SimulatedGitHub.BOT))
                .map(comment -> REVIEW.matcher(comment.body()))
                .filter(matcher -> matcher.find())
                .map(matcher -> matcher.toMatchResult())
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
