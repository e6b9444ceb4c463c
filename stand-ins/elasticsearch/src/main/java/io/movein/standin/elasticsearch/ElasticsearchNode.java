package io.movein.standin.elasticsearch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.elasticsearch.common.settings.Settings;
import org.elasticsearch.env.Environment;
import org.elasticsearch.node.Node;
import org.elasticsearch.node.NodeValidationException;
import org.elasticsearch.plugins.Plugin;
import org.elasticsearch.transport.Netty4Plugin;

/** A node of Elasticsearch with nothing but what answers HTTP; ends with the process that started it. */
final class ElasticsearchNode extends Node {

    private ElasticsearchNode(Environment environment, List<Class<? extends Plugin>> plugins) {
        super(environment, plugins, true);
    }

    private static Class<? extends Plugin> plugin(String name) {
        try {
            return Class.forName(name).asSubclass(Plugin.class);
        } catch (ClassNotFoundException e) {
            throw new IllegalArgumentException(name, e);
        }
    }

    /** @param arguments its folder, the port on which it answers, and classes of plugins */
    public static void main(String[] arguments) throws IOException, NodeValidationException {
        var plugins = Stream.concat(
                        Stream.of(Netty4Plugin.class),
                        Stream.of(arguments).skip(2).map(ElasticsearchNode::plugin))
                .toList();
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
        try (var node = new ElasticsearchNode(new Environment(settings, configuration), plugins)) {
            node.start();
            while (System.in.read() >= 0) {
                // until whoever started it is gone
            }
        }
        System.exit(0);
    }
}
