package io.movein.local.library;

import java.io.IOException;
import java.net.URI;
import java.util.List;

import io.movein.local.demo.RequestForm;
import io.movein.local.github.Person;
import io.movein.local.screen.Screen;
import io.movein.local.stack.LocalStack;

public final class Library implements AutoCloseable {
    public record Comparison(int expected, int present, int missing, int extra, int matching, long bytes) {}

    private final Person owner;
    private final Person operator;

    private Library(Person owner, Person operator) {
        this.owner = owner;
        this.operator = operator;
    }

    public static Library ready(LocalStack stack, Screen screen) throws InterruptedException {
        var owner = Person.of(stack.github().api(), stack.github().repository(), "capability-owner");
        var operator = Person.of(stack.github().api(), stack.github().repository(), "operator");
        Onboarding.ensure(owner, operator, "Onboard my capability: media library");
        return new Library(owner, operator);
    }

    public Person owner() {
        return owner;
    }

    public Person operator() {
        return operator;
    }

    public URI oldHost() {
        return URI.create("http://127.0.0.1:1");
    }

    public String namespace() {
        return "media-library";
    }

    public RequestForm request(String mode) {
        return new RequestForm(1, "", "image", mode, "500m", "256Mi", "0", List.of(), List.of(), List.of(), "", "no", "1m");
    }

    public Comparison compare() throws IOException, InterruptedException {
        return new Comparison(1, 0, 1, 0, 0, 0);
    }

    @Override
    public void close() {}
}
