package io.movein.simulation;

import io.movein.contract.EnumText;
import io.movein.contract.issue.PlanCommandWord;
import io.movein.contract.plan.PlanPaths;
import io.movein.local.demo.PlanFiles;
import io.movein.model.Stage;
import io.movein.simulation.SimulatedGit.Pull;
import io.movein.simulation.SimulatedGitHub.Issue;
import io.movein.simulation.SimulatedGitHub.User;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Whoever leads a migration plan, its reviewer, and people with write access who mean no good. They know what stands on the plan's issue
 * and its pull requests and nothing else, and when it is calm bring the plan as far as it goes, then to its end.
 */
final class Planners {
    static final User LEAD = new User(4001, "lead");
    static final User REVIEWER = new User(4002, "reviewer");
    private static final User STRANGER = new User(4003, "stranger");
    static final String WRONG = "nothing: at all\n";

    private static final Pattern ASKED = Pattern.compile("<sub>Commit `([0-9a-f]{40})`</sub>");
    private static final Pattern REVISION = Pattern.compile("<!-- movein:review revision=([0-9a-f]{32}) run=(\\d+) ");
    private static final Pattern SUCCEEDED =
            Pattern.compile("^<!-- movein:report run=(\\d+) [^\n]*\n### Run \\d+ succeeded");
    private static final List<String> GATES = List.of("auto", "ask", "external");

    private final SimulatedGitHub github;
    private final SimulatedGit git;
    private final People people;
    private final Chance chance;
    private final int number;
    /** Commits that somebody who may said yes to, seeing the question about it. */
    private final Set<String> words = new HashSet<>();

    private final Set<String> reviewed = new HashSet<>();
    private final Map<String, Set<User>> wrote = new HashMap<>();
    private long reviews = 500_000;
    private int patience = 40;

    Planners(SimulatedGitHub github, SimulatedGit git, People people, Chance chance) {
        this.github = github;
        this.git = git;
        this.people = people;
        this.chance = chance;
        this.number = github.file(LEAD, form(), List.of("migration-plan")).number;
    }

    int number() {
        return number;
    }

    boolean saidYesTo(String commit) {
        return words.contains(commit);
    }

    boolean reviewed(String commit) {
        return reviewed.contains(commit);
    }

    boolean reviewerWrote(String branch) {
        return wrote.getOrDefault(branch, Set.of()).contains(REVIEWER);
    }

    private String form() {
        var gates = anyStage() + ": " + chance.oneOf(GATES);
        return PlanFiles.form(1, REVIEWER.login())
                .replace("### Gates\n\n_No response_", "### Gates\n\n" + (chance.once(2) ? "_No response_" : gates))
                .replace("#1", "#1\n#2");
    }

    void act() {
        if (!plan().open) {
            return;
        }
        if (chance.strikes(4)) {
            beSilly();
        } else {
            goOn();
        }
    }

    /** What has to be done next; who sees no way on for long gives up. */
    void goOn() {
        if (!plan().open) {
            return;
        }
        if (chance.isCalm() && --patience < 0) {
            github.close(LEAD, number, "not_planned");
            return;
        }
        var newest = newest();
        if (newest.filter(Pull::isOpen).isPresent()) {
            goOn(newest.get());
        } else {
            newest.ifPresent(this::answer); // merged by hand, and still asked about
            people.goLive();
        }
    }

    /** The pull request that Movein opened last. */
    private Optional<Pull> newest() {
        return git.all().stream().filter(pull -> !pull.fork).max(Comparator.comparingInt(pull -> pull.number));
    }

    private List<Pull> pulls() {
        return git.all().stream().filter(pull -> !pull.fork && pull.isOpen()).toList();
    }

    private void goOn(Pull pull) {
        var stage = PlanPaths.parse(pull.branch).orElseThrow().stage();
        var files = right(stage, pull);
        if (files.isEmpty()) {
            people.rehearse();
        } else if (!git.filesOf(pull.head).entrySet().containsAll(files.entrySet())) {
            push(LEAD, pull, files);
        } else {
            answer(pull);
        }
    }

    private void push(User user, Pull pull, Map<String, String> files) {
        wrote.computeIfAbsent(pull.branch, _ -> new HashSet<>()).add(user);
        git.push(user, pull, files);
    }

    /** Means the commit that the newest question names, and whoever reviews the one that is there. */
    private void answer(Pull pull) {
        newestQuestion().ifPresent(commit -> {
            words.add(commit);
            if (chance.once(2)) {
                github.say(LEAD, number, "/approve");
            } else {
                github.unlabel(People.OPERATOR, number, "operator:approved");
                github.label(People.OPERATOR, number, "operator:approved");
            }
        });
        if (chance.once(chance.isCalm() ? 1 : 2)) {
            reviewed.add(pull.head);
            git.review(REVIEWER, pull, "APPROVED", ++reviews);
        }
    }

    private Optional<String> newestQuestion() {
        return plan().comments.reversed().stream()
                .filter(comment ->
                        comment.isBy(SimulatedGitHub.BOT) && comment.updatedAt().isBefore(github.now()))
                .map(comment -> ASKED.matcher(comment.body()))
                .filter(matcher -> matcher.find())
                .map(matcher -> matcher.group(1))
                .findFirst();
    }

    private void beSilly() {
        var pull = pulls().isEmpty() ? Optional.<Pull>empty() : Optional.of(chance.oneOf(pulls()));
        switch (chance.below(12)) {
            case 0 -> github.say(chance.oneOf(List.of(STRANGER, REVIEWER)), number, "/approve");
            case 1 -> github.say(chance.oneOf(List.of(STRANGER, LEAD, People.OPERATOR)), number, reopened());
            case 2 -> pull.ifPresent(it -> git.mergeByHand(STRANGER, it));
            case 3 -> pull.ifPresent(it -> git.forceBack(STRANGER, it));
            case 4 -> pull.ifPresent(it -> push(chance.oneOf(List.of(STRANGER, REVIEWER)), it, wrong(it)));
            case 5 ->
                pull.ifPresent(it -> git.review(chance.oneOf(List.of(STRANGER, LEAD)), it, "APPROVED", ++reviews));
            case 6 -> pull.ifPresent(it -> git.review(REVIEWER, it, "DISMISSED", ++reviews));
            case 7 -> pull.ifPresent(it -> git.openFromFork(STRANGER, it.branch, it.head, right(stage(it), it)));
            case 8 -> github.label(STRANGER, number, "operator:approved");
            case 9 -> github.edit(number, form());
            case 10 -> github.say(LEAD, number, "/status");
            default -> github.say(STRANGER, number, "/help");
        }
    }

    private String reopened() {
        return "/reopen " + anyStage();
    }

    private String anyStage() {
        return EnumText.hyphenated(chance.oneOf(PlanCommandWord.stages()));
    }

    private static Stage stage(Pull pull) {
        return PlanPaths.parse(pull.branch).orElseThrow().stage();
    }

    private Map<String, String> wrong(Pull pull) {
        var files = new HashMap<String, String>();
        switch (stage(pull)) {
            case ASSESSMENT -> files.put(path("risks"), WRONG);
            case MAPPING -> files.put(path("mapping"), WRONG);
            case MIGRATE -> files.put(path("artifacts"), WRONG);
            case VALIDATION -> files.put(path("validation"), WRONG);
            case CUTOVER, UNKNOWN -> files.put(path("runbook"), WRONG);
        }
        return files;
    }

    /** Empty: a rehearsal has to succeed first. */
    private Map<String, String> right(Stage stage, Pull pull) {
        return switch (stage) {
            case ASSESSMENT -> Map.of(path("inventory"), PlanFiles.INVENTORY, path("risks"), PlanFiles.RISKS);
            case MAPPING -> Map.of(path("mapping"), PlanFiles.MAPPING);
            case MIGRATE ->
                rehearsal().map(text -> Map.of(path("artifacts"), text)).orElse(Map.of());
            case VALIDATION ->
                Map.of(path("validation"), validation(git.filesOf(pull.head).get(path("validation"))));
            case CUTOVER, UNKNOWN -> Map.of(path("runbook"), PlanFiles.RUNBOOK, path("rollback"), PlanFiles.ROLLBACK);
        };
    }

    /** What Movein filled in, or did once. */
    private String validation(@Nullable String text) {
        if (text != null && !text.equals(WRONG)) {
            return PlanFiles.validation(text);
        }
        return git.all().stream()
                .map(pull -> git.filesOf(pull.head).get(path("validation")))
                .filter(known -> known != null && known.contains("runs:"))
                .findFirst()
                .map(PlanFiles::validation)
                .orElse(WRONG);
    }

    private Optional<String> rehearsal() {
        return people.rehearsals().stream()
                .map(github::look)
                .flatMap(issue -> succeeded(issue).stream().mapToObj(run -> artifacts(issue, run)))
                .flatMap(Optional::stream)
                .findFirst();
    }

    private static OptionalInt succeeded(Issue issue) {
        return issue.comments.stream()
                .map(comment -> SUCCEEDED.matcher(comment.body()))
                .filter(matcher -> matcher.find())
                .mapToInt(matcher -> Integer.parseInt(matcher.group(1)))
                .findFirst();
    }

    private static Optional<String> artifacts(Issue issue, int run) {
        return issue.comments.stream()
                .map(comment -> REVISION.matcher(comment.body()))
                .filter(matcher -> matcher.find() && Integer.parseInt(matcher.group(2)) == run)
                .map(matcher -> matcher.group(1))
                .findFirst()
                .map(revision -> PlanFiles.artifacts(People.PLANNED, issue.number, revision)
                        .replace("run: 1", "run: " + run));
    }

    private String path(String artifact) {
        return "plans/" + number + "/" + artifact + ".yaml";
    }

    private Issue plan() {
        return github.look(number);
    }
}
