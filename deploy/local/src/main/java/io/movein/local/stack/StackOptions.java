package io.movein.local.stack;

import io.movein.standin.node.LocalNode;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** What {@code up}, {@code demo} and {@code bench} can be told alike. */
public final class StackOptions {
    @Option(
            names = "--kafka",
            paramLabel = "HOST:PORT",
            description = "Use this Kafka instead of a broker in this process.")
    @Nullable
    String kafka;

    @Option(
            names = "--github",
            paramLabel = "URL",
            description = "Use the GitHub with this API address instead of a local one. The environment says the rest: "
                    + "MOVEIN_GITHUB_REPOSITORY, MOVEIN_GITHUB_TOKEN (or MOVEIN_GITHUB_APP_ID and MOVEIN_GITHUB_APP_PRIVATE_KEY_FILE), "
                    + "MOVEIN_WEBHOOK_SECRET, MOVEIN_OPERATORS and/or MOVEIN_OPERATOR_TEAM.")
    @Nullable
    URI github;

    @Option(names = "--kubeconfig", paramLabel = "FILE", description = "Use this cluster instead of a local one.")
    @Nullable
    Path kubeconfig;

    @Option(
            names = "--local-node",
            description = "Add a node to the cluster of --kubeconfig that runs pods as processes of this machine.")
    boolean localNode;

    @Option(
            names = "--repository",
            paramLabel = "OWNER/REPO",
            description = "The local GitHub's repository (default: acme/platform; with --kafka "
                    + "one of its own, as another Kafka may remember issues of that name).")
    @Nullable
    String repository;

    /** What the local node says that it has; null: what this machine has. */
    LocalNode.@Nullable Capacity capacity;

    @ArgGroup(validate = false, heading = "Ports (0 takes a free one):%n")
    PortOptions ports = new PortOptions();

    static final class PortOptions {
        @Option(names = "--kafka-port", paramLabel = "PORT", description = "Kafka.")
        @Nullable
        Integer kafka;

        @Option(names = "--github-port", paramLabel = "PORT", description = "Local GitHub.")
        @Nullable
        Integer github;

        @Option(names = "--cluster-port", paramLabel = "PORT", description = "Local cluster's API.")
        @Nullable
        Integer cluster;

        @Option(names = "--intake-port", paramLabel = "PORT", description = "Intake, where webhooks arrive.")
        @Nullable
        Integer intake;

        @Option(names = "--review-port", paramLabel = "PORT", description = "Review.")
        @Nullable
        Integer review;

        @Option(names = "--runner-port", paramLabel = "PORT", description = "Runner.")
        @Nullable
        Integer runner;

        @Option(names = "--old-host-port", paramLabel = "PORT", description = "The old host of the media library.")
        @Nullable
        Integer oldHost;

        @Option(names = "--reporter-port", paramLabel = "PORT", description = "Reporter.")
        @Nullable
        Integer reporter;
    }

    /** All stand-ins, with a node that takes as many small runs as come. */
    public static StackOptions forManySmallRuns() {
        var options = new StackOptions();
        options.capacity = new LocalNode.Capacity("64", "256Gi", "1Ti");
        return options;
    }

    /** Fixed ports are remembered by people and bookmarks; free ones let several run beside each other. */
    public enum Default {
        FIXED,
        FREE
    }

    /** The images of the example are on this machine and in no registry. */
    public void requireLocalNode(String command) {
        if (kubeconfig != null && !localNode) {
            throw new Trouble(command + " --kubeconfig needs a node that has the example's images: add --local-node");
        }
    }

    /** The one that this data began with, else the chosen one, else a default that no other Movein on the same Kafka has. */
    String repository(DataDir data) {
        var known = data.child("repository");
        try {
            if (repository == null && Files.exists(known)) {
                return Files.readString(known);
            }
            var name = repository != null
                    ? repository
                    : kafka == null
                            ? "acme/platform"
                            : "acme/platform-" + Instant.now().getEpochSecond();
            return Files.readString(Files.writeString(known, name));
        } catch (IOException e) {
            throw new Trouble("cannot keep the repository's name in '" + known + "': " + e, e);
        }
    }

    int port(@Nullable Integer chosen, int fixed, Default otherwise, String what, String option) {
        var wanted = chosen != null ? chosen : otherwise == Default.FIXED ? fixed : 0;
        return Ports.take(wanted, what, option);
    }
}
