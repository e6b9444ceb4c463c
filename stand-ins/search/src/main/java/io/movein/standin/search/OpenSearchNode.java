package io.movein.standin.search;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.opensearch.Version;
import org.opensearch.cluster.service.ClusterService;
import org.opensearch.common.settings.Settings;
import org.opensearch.env.Environment;
import org.opensearch.node.Node;
import org.opensearch.node.NodeValidationException;
import org.opensearch.plugins.PluginInfo;
import org.opensearch.transport.Netty4ModulePlugin;

/** A node of OpenSearch with nothing but what answers HTTP; ends with the process that started it. */
final class OpenSearchNode extends Node {

    private OpenSearchNode(Environment environment, Stream<String> plugins) {
        super(environment, plugins.map(OpenSearchNode::plugin).toList(), true);
    }

    private static PluginInfo plugin(String name) {
        var java = Integer.toString(Runtime.version().feature());
        return new PluginInfo(name, "of the class path", "none", Version.CURRENT, java, name, List.of(), false);
    }

    @Override
    protected void configureNodeAndClusterIdStateListener(ClusterService clusterService) {
        // it would set up the real program's log, once for each process
    }

    /** @param arguments its folder, the port on which it answers, settings ({@code name=value}) and classes of plugins */
    public static void main(String[] arguments) throws IOException, NodeValidationException {
        var home = Path.of(arguments[0]);
        var configuration = Files.createDirectories(home.resolve("config"));
        var settings = Settings.builder()
                .put("path.home", home.toString())
                .put("cluster.name", "stand-in")
                .put("node.name", "only")
                .put("discovery.type", "single-node")
                .put("network.host", "127.0.0.1")
                .put("http.port", arguments[1])
                .put("transport.port", "0")
                .put("http.type", "netty4")
                .put("transport.type", "netty4")
                .put("cluster.routing.allocation.disk.threshold_enabled", false);
        var more = List.of(arguments).subList(2, arguments.length);
        more.stream()
                .map(word -> word.split("=", 2))
                .filter(setting -> setting.length == 2)
                .forEach(setting -> settings.put(setting[0], setting[1]));
        var plugins = Stream.concat(
                Stream.of(Netty4ModulePlugin.class.getName()), more.stream().filter(word -> !word.contains("=")));
        try (var node = new OpenSearchNode(new Environment(settings.build(), configuration), plugins)) {
            node.start();
            while (System.in.read() >= 0) {
                // until whoever started it is gone
            }
        }
        System.exit(0);
    }
}
