package io.movein.local.stack;

import io.movein.local.image.ImageDelivery;
import io.movein.standin.node.LocalNode;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** What {@code up}, {@code demo} and {@code bench} can be told alike. */
public final class StackOptions {
    @Option(
            names = "--kafka",
            paramLabel = "HOST:PORT",
            description =
                    "Use this Kafka instead of a broker in this process. TLS, SASL and a schema registry as for the "
                            + "services: MOVEIN_KAFKA_PROPERTIES_FILE, MOVEIN_SCHEMA_REGISTRY_URL and _CREDENTIALS.")
    @Nullable
    String kafka;

    @Option(
            names = "--github",
            paramLabel = "URL",
            description =
                    "Use the GitHub with this API address instead of a local one. The rest is set in the environment: "
                            + "MOVEIN_GITHUB_REPOSITORY, MOVEIN_GITHUB_TOKEN (or MOVEIN_GITHUB_APP_ID and MOVEIN_GITHUB_APP_PRIVATE_KEY_FILE), "
                            + "MOVEIN_WEBHOOK_SECRET, MOVEIN_OPERATORS and/or MOVEIN_OPERATOR_TEAM; and tokens of the two people of the example, "
                            + "MOVEIN_DEMO_OWNER_TOKEN and MOVEIN_DEMO_OPERATOR_TOKEN.")
    @Nullable
    URI github;

    @Option(names = "--kubeconfig", paramLabel = "FILE", description = "Use this cluster instead of a local one.")
    @Nullable
    Path kubeconfig;

    @Option(
            names = "--local-node",
            description = "Add a node to the cluster of --kubeconfig that runs pods as processes on this machine.")
    boolean localNode;

    @Option(
            names = "--image-load",
            paramLabel = "COMMAND",
            description =
                    "Run the example on the nodes of --kubeconfig: this shell command loads an image's archive into them, "
                            + "e.g. 'ctr -n k8s.io images import --digests --base-name {name} {archive}'. "
                            + "{archive}, {name} and {reference} (name@sha256:...) are filled in.")
    @Nullable
    String imageLoad;

    @Option(
            names = "--image-push",
            paramLabel = "COMMAND",
            description =
                    "Like --image-load, but the command pushes the image to the registry that the nodes pull from, as --image-name, e.g. "
                            + "'skopeo copy --preserve-digests oci-archive:{archive} docker://{name}'.")
    @Nullable
    String imagePush;

    @Option(
            names = "--image-name",
            paramLabel = "NAME",
            description = "The repository of the example's image, e.g. registry.example/team/media-library-migration.")
    @Nullable
    String imageName;

    @Option(
            names = "--old-host-address",
            paramLabel = "ADDRESS",
            description =
                    "The address at which pods of --kubeconfig reach this machine: the example's old host listens there.")
    @Nullable
    String oldHostAddress;

    @Option(
            names = "--repository",
            paramLabel = "OWNER/REPO",
            description = "The local GitHub's repository (default: acme/platform; with --kafka "
                    + "a new one, as that Kafka may already know issues of this name).")
    @Nullable
    String repository;

    @Option(
            names = "--image",
            paramLabel = "PATH",
            description =
                    "An image besides the example's for the local node: an OCI layout, an OCI archive, or a folder with "
                            + "image.json beside root/; for --image-load an OCI archive. May be repeated.")
    List<Path> images = List.of();

    @Option(
            names = "--start-timeout",
            paramLabel = "DURATION",
            description =
                    "How long the services may take to start, e.g. 90s or 5m (default: 2m, and longer on a machine with few or "
                            + "busy cores).",
            converter = DurationConverter.class)
    @Nullable
    Duration startTimeout;

    /** What the local node says that it has; null: what this machine has. */
    LocalNode.@Nullable Capacity capacity;

    /** By which the services find the local GitHub; null: by its address. */
    @Nullable
    String gitHubName;

    Surroundings surroundings = Surroundings.USUAL;

    /** The services that are started. */
    List<String> services = Services.NAMES;

    @ArgGroup(validate = false, heading = "Ports (0 picks a free one):%n")
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

        @Option(names = "--page-port", paramLabel = "PORT", description = "The operator's page.")
        @Nullable
        Integer page;

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

    static final class DurationConverter implements CommandLine.ITypeConverter<Duration> {
        private static final Pattern SHAPE = Pattern.compile("([1-9][0-9]{0,4})(s|m|h)");

        @Override
        public Duration convert(String text) {
            var match = SHAPE.matcher(text);
            if (!match.matches()) {
                throw new CommandLine.TypeConversionException(
                        "'" + text + "' is not a duration (expected e.g. 90s, 5m or 1h)");
            }
            return Duration.parse("PT" + match.group(1) + match.group(2).toUpperCase(Locale.ROOT));
        }
    }

    /** Says everything that is wrong with what was given, before anything is started. */
    public void check(CommandLine command, Map<String, String> env) {
        var problems = new OptionChecks(this, env).problems();
        if (!problems.isEmpty()) {
            throw new CommandLine.ParameterException(command, String.join("\n        ", problems));
        }
    }

    /** A busy machine and one with few cores get more time: what counts is that it goes on. */
    Duration startTimeout() {
        if (startTimeout != null) {
            return startTimeout;
        }
        return startTimeout(
                Runtime.getRuntime().availableProcessors(),
                ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
    }

    /** @param load how many want a core, negative if the system does not tell */
    static Duration startTimeout(int cores, double load) {
        var crowded = Math.max(1, Math.ceil(Math.max(load, 0) / cores));
        return Duration.ofMinutes(Math.min(20, Math.round(2 * crowded * Math.max(1, 4.0 / cores))));
    }

    /** With services that know GitHub by this name, and run in these surroundings. */
    public StackOptions within(String name, Surroundings of) {
        gitHubName = name;
        return within(of);
    }

    public StackOptions within(Surroundings of) {
        surroundings = of;
        return this;
    }

    /** With no other services than these. */
    public StackOptions withOnly(List<String> names) {
        services = List.copyOf(names);
        return this;
    }

    /** How the example's images get to the nodes of another cluster; null: a local node has them. */
    @Nullable
    ImageDelivery delivery() {
        if (imageLoad != null) {
            return new ImageDelivery("--image-load", imageLoad, imageName);
        }
        return imagePush == null ? null : new ImageDelivery("--image-push", imagePush, imageName);
    }

    /** With this Kafka instead of a broker of its own. */
    public StackOptions onKafka(String bootstrapServers) {
        kafka = bootstrapServers;
        return this;
    }

    /** Fixed ports are remembered by people and bookmarks; free ones let several run beside each other. */
    public enum Default {
        FIXED,
        FREE
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
