package io.movein.standin.github.model;

import java.util.List;

/** What a protected branch asks for: changes by pull request only, with so many approvals and these statuses. */
public record Protection(int approvals, List<String> contexts) {}
