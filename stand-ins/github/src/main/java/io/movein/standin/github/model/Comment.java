package io.movein.standin.github.model;

import java.time.Instant;

public record Comment(long id, int issue, String author, String body, Instant createdAt, Instant updatedAt) {

    Comment edited(String newBody, Instant at) {
        return new Comment(id, issue, author, newBody, createdAt, at);
    }
}
