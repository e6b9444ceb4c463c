package io.movein.local;

import io.movein.local.library.Library;
import io.movein.local.screen.Screen;
import io.movein.local.stack.LocalStack;

/** Says where everything is and what to try first. */
final class Invitation {
    private final Screen screen;
    private final LocalStack stack;
    private final Library library;

    Invitation(Screen screen, LocalStack stack, Library library) {
        this.screen = screen;
        this.stack = stack;
        this.library = library;
    }

    void show() {
        screen.heading("Everything is running. Ctrl-C stops it.");
        where("issues", stack.github().api() + "/" + stack.github().repository() + "/issues");
        where("page", stack.page() + "  what is waiting for an operator");
        where("Kafka", stack.kafka());
        where("cluster", cluster());
        stack.services()
                .all()
                .forEach(service -> where(service.name(), service.url() + "/health  " + service.url() + "/prometheus"));
        where("logs", stack.data().child("logs").toString());
        where("old host", library.oldHost().toString());
        screen.heading("What to try");
        screen.line("""
              1. Open the issues as capability-owner, choose New issue, migrate my data, and fill in:
            %s
              2. Wait for the review on the issue, then switch to operator and set the label operator:approved.
              3. Watch the run on the issue; when the report is there, comment /validated as capability-owner.
              Beside it:  ./movein events --data %s""".formatted(
                        library.request("live").shown().indent(5).stripTrailing(),
                        stack.data().path()));
    }

    /** The local one has no kubectl to go with it. */
    private String cluster() {
        var local = stack.localCluster();
        return local != null
                ? local.url() + "/api/v1/pods"
                : "kubectl --kubeconfig " + stack.kubeconfig() + " get pods --all-namespaces";
    }

    private void where(String what, String address) {
        screen.line("  %-10s %s".formatted(what, address));
    }
}
