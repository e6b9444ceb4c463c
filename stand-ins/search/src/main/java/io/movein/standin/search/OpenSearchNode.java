package io.movein.standin.search;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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

    private OpenSearchNode(Environment environment) {
        super(environment, List.of(plugin()), true);
    }

    private static PluginInfo plugin() {
        var name = Netty4ModulePlugin.class.getName();
        var java = Integer.toString(Runtime.version().feature());
        return new PluginInfo(name, "of the class path", "none", Version.CURRENT, java, name, List.of(), false);
    }

    @Override
    protected void configureNodeAndClusterIdStateListener(ClusterService clusterService) {
        // it would set up the real program's log, once for each process
    }

    /** @param arguments its folder and the port on which it answers */
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
                .put("cluster.routing.allocation.disk.threshold_enabled", false)
                .build();
        try (var node = new OpenSearchNode(new Environment(settings, configuration))) {
            node.start();
            while (System.in.read() >= 0) {
                // until whoever started it is gone
            }
        }
        System.exit(0);
    }
}
