package io.movein.standin.github.model;

/** An account. {@code writes} stands for write access to the repository: it may label, edit and close what others filed. */
public record User(long id, String login, boolean bot, boolean writes) {

    public static User reader(long id, String login) {
        return new User(id, login, false, false);
    }

    public static User writer(long id, String login) {
        return new User(id, login, false, true);
    }

    public static User bot(long id, String login) {
        return new User(id, login, true, true);
    }

    /** By which GitHub finds the account of a commit. */
    public String email() {
        return id + "+" + login + "@users.noreply.github.com";
    }
}
