package io.movein.standin.github.model;

import java.time.Instant;
import java.util.List;

/** A commit. {@code tree} and {@code parents} are SHAs; who wrote and who committed it is told by names and addresses alone. */
public record GitCommit(
        String sha, String tree, List<String> parents, String message, Person author, Person committer) {

    /** GitHub finds the account by the address. */
    public record Person(String name, String email, Instant date) {

        static Person of(User user, Instant date) {
            return new Person(user.login(), user.email(), date);
        }

        /** Who commits what is written on its pages. */
        static Person gitHub(Instant date) {
            return new Person("GitHub", "noreply@github.com", date);
        }

        String line() {
            return name + " <" + email + "> " + date.getEpochSecond() + " +0000";
        }
    }

    static GitCommit of(String tree, List<String> parents, String message, Person author, Person committer) {
        var text = new StringBuilder("tree " + tree + "\n");
        parents.forEach(parent -> text.append("parent ").append(parent).append('\n'));
        text.append("author ").append(author.line()).append("\ncommitter ").append(committer.line());
        var sha = Sha.of("commit", text.append("\n\n").append(message).toString());
        return new GitCommit(sha, tree, List.copyOf(parents), message, author, committer);
    }

    /** The first line of the message. */
    public String summary() {
        return message.lines().findFirst().orElse("");
    }
}
