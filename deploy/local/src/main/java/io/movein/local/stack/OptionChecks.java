package io.movein.local.stack;

import java.net.InetAddress;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What can be wrong with the options and the environment, all of it at once. */
final class OptionChecks {
    private final StackOptions options;
    private final Map<String, String> env;
    private final List<String> problems = new ArrayList<>();

    OptionChecks(StackOptions options, Map<String, String> env) {
        this.options = options;
        this.env = env;
    }

    List<String> problems() {
        checkKafka();
        checkGitHub();
        checkCluster();
        checkRepository();
        checkImages();
        checkPorts();
        return List.copyOf(problems);
    }

    private void checkKafka() {
        if (options.kafka != null && !options.kafka.matches("[^:,\\s]+:[0-9]{1,5}(,[^:,\\s]+:[0-9]{1,5})*")) {
            problems.add("--kafka '" + options.kafka + "' is not an address (expected HOST:PORT)");
        }
    }

    private void checkGitHub() {
        var github = options.github;
        if (github == null) {
            return;
        }
        if (!("https".equals(github.getScheme()) || "http".equals(github.getScheme())) || github.getHost() == null) {
            problems.add("--github '" + github + "' is not an address (expected e.g. https://api.github.com)");
        }
        need("MOVEIN_GITHUB_REPOSITORY", "owner/repository");
        if (missing("MOVEIN_GITHUB_TOKEN")
                && (missing("MOVEIN_GITHUB_APP_ID") || missing("MOVEIN_GITHUB_APP_PRIVATE_KEY_FILE"))) {
            problems.add(
                    "--github needs MOVEIN_GITHUB_TOKEN, or MOVEIN_GITHUB_APP_ID and MOVEIN_GITHUB_APP_PRIVATE_KEY_FILE:"
                            + " Movein acts with them");
        }
        if (missing("MOVEIN_OPERATORS") && missing("MOVEIN_OPERATOR_TEAM")) {
            problems.add(
                    "--github needs MOVEIN_OPERATORS (login:id, separated by commas) or MOVEIN_OPERATOR_TEAM (organisation/team)");
        }
        need("MOVEIN_DEMO_OWNER_TOKEN", "a token of the capability owner of the example, who files issues");
        need("MOVEIN_DEMO_OPERATOR_TOKEN", "a token of an operator, who closes the onboarding issue of the example");
    }

    private void need(String variable, String what) {
        if (missing(variable)) {
            problems.add("--github needs " + variable + ": " + what);
        }
    }

    private boolean missing(String variable) {
        return env.getOrDefault(variable, "").isBlank();
    }

    private void checkCluster() {
        if (options.kubeconfig != null && !Files.isReadable(options.kubeconfig)) {
            problems.add("--kubeconfig '" + options.kubeconfig + "' cannot be read (expected a kubeconfig file)");
        }
        if (options.kubeconfig == null && options.localNode) {
            problems.add(
                    "--local-node adds a node to the cluster of --kubeconfig: name one, or leave it out (the local cluster has one)");
        }
        if (options.kubeconfig != null) {
            checkNodes();
        } else if (options.imageLoad != null || options.imagePush != null || options.oldHostAddress != null) {
            problems.add("--image-load, --image-push and --old-host-address are for the nodes of another cluster:"
                    + " name it with --kubeconfig, or leave them out");
        }
    }

    private void checkNodes() {
        var ways = Stream.of(options.localNode, options.imageLoad != null, options.imagePush != null)
                .filter(Boolean::booleanValue)
                .count();
        if (ways != 1) {
            problems.add("--kubeconfig needs to know how its nodes get the example's image (expected exactly one of"
                    + " --image-load COMMAND, --image-push COMMAND, and for a cluster without nodes --local-node)");
        }
        if (options.imagePush != null && options.imageName == null) {
            problems.add("--image-push needs --image-name: the repository from which the nodes pull");
        }
        if (!options.localNode && ways == 1) {
            checkOldHost();
        }
    }

    private void checkOldHost() {
        if (options.oldHostAddress == null) {
            problems.add("--kubeconfig without --local-node needs --old-host-address: the address of this machine that"
                    + " its pods reach");
        } else if (!isReachable(options.oldHostAddress)) {
            problems.add(
                    "--old-host-address '" + options.oldHostAddress
                            + "' is not an address that pods can reach (expected an IP address of this machine other than loopback)");
        }
    }

    private static boolean isReachable(String address) {
        try {
            return !InetAddress.ofLiteral(address).isLoopbackAddress();
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private void checkRepository() {
        if (options.repository != null && !options.repository.matches("[A-Za-z0-9-]+/[A-Za-z0-9._-]+")) {
            problems.add("--repository '" + options.repository + "' is not a repository (expected OWNER/REPO)");
        }
    }

    private void checkImages() {
        options.images.stream()
                .filter(image -> !Files.exists(image))
                .forEach(image ->
                        problems.add("--image '" + image + "' does not exist (expected a folder or an archive)"));
    }

    private void checkPorts() {
        var taken = new HashMap<Integer, String>();
        ports().forEach((option, port) -> {
            if (port == null) {
                return;
            }
            if (port < 0 || port > 65_535) {
                problems.add(option + " " + port + " is not a port (expected 0 to 65535; 0 picks a free one)");
            } else if (port > 0 && taken.putIfAbsent(port, option) != null) {
                problems.add(option + " " + port + " is also the port of " + taken.get(port)
                        + " (expected a different one for each)");
            }
        });
    }

    private Map<String, @Nullable Integer> ports() {
        var given = options.ports;
        var ports = new LinkedHashMap<String, @Nullable Integer>();
        ports.put("--kafka-port", given.kafka);
        ports.put("--github-port", given.github);
        ports.put("--cluster-port", given.cluster);
        ports.put("--intake-port", given.intake);
        ports.put("--review-port", given.review);
        ports.put("--runner-port", given.runner);
        ports.put("--reporter-port", given.reporter);
        ports.put("--page-port", given.page);
        ports.put("--old-host-port", given.oldHost);
        return ports;
    }
}
