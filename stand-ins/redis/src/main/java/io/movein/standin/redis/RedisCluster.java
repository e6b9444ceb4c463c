package io.movein.standin.redis;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;

/** A Redis Cluster of masters alone, as processes of this machine on the loopback interface; the slots in even parts, in their order. */
public final class RedisCluster implements AutoCloseable {

    private static final int SLOTS = 16_384;
    private static final Duration LONGEST_START = Duration.ofSeconds(60);

    private final List<RedisProcess> nodes = new ArrayList<>();

    private RedisCluster() {}

    /**
     * Starts it and waits until every node takes it for whole.
     *
     * @param folder   in which each node gets one
     * @param settings more lines of each {@code redis.conf}
     */
    public static RedisCluster start(Path folder, int masters, String... settings) {
        var cluster = new RedisCluster();
        try {
            for (var i = 0; i < masters; i++) {
                cluster.add(folder.resolve("node-" + i), settings);
            }
            for (var i = 0; i < masters; i++) {
                var first = SLOTS * i / masters;
                ask(
                        cluster.nodes.get(i),
                        "CLUSTER ADDSLOTSRANGE %d %d".formatted(first, SLOTS * (i + 1) / masters - 1));
                ask(cluster.nodes.get(i), "CLUSTER SET-CONFIG-EPOCH " + (i + 1));
            }
            for (var other : cluster.nodes.subList(1, masters)) {
                meet(cluster.nodes.getFirst(), other);
            }
            cluster.awaitWhole();
            return cluster;
        } catch (IOException e) {
            cluster.close();
            throw new UncheckedIOException(e);
        } catch (RuntimeException e) {
            cluster.close();
            throw e;
        }
    }

    private void add(Path folder, String... settings) throws IOException {
        var lines = new ArrayList<>(Arrays.asList(settings));
        lines.add("cluster-enabled yes");
        lines.add("cluster-port " + RedisProcess.freePort());
        nodes.add(RedisProcess.start(folder, lines.toArray(String[]::new)));
    }

    /** A replica of one of the masters, once it has its data and every node knows it, as it may be voted for then; last among the nodes. */
    public RedisProcess addReplica(Path folder, RedisProcess master, String... settings) {
        try {
            add(folder, settings);
            var replica = nodes.getLast();
            meet(master, replica);
            awaitWhole();
            ask(replica, "CLUSTER REPLICATE " + ask(master, "CLUSTER MYID").getLast());
            await(replica, "INFO replication", "master_link_status:up");
            var id = ask(replica, "CLUSTER MYID").getLast();
            for (var node : nodes) {
                await(
                        node,
                        "CLUSTER NODES",
                        lines -> lines.stream().anyMatch(line -> line.startsWith(id) && line.contains("slave")),
                        "its replica");
            }
            return replica;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void awaitWhole() throws IOException {
        for (var node : nodes) {
            await(node, "CLUSTER INFO", "cluster_state:ok", "cluster_known_nodes:" + nodes.size());
        }
    }

    private static void meet(RedisProcess node, RedisProcess other) throws IOException {
        ask(
                node,
                "CLUSTER MEET %s %d %s"
                        .formatted(
                                other.host(),
                                other.port(),
                                ask(other, "CONFIG GET cluster-port").getLast()));
    }

    private static void await(RedisProcess node, String command, String... lines) throws IOException {
        await(node, command, answer -> answer.containsAll(List.of(lines)), String.join(", ", lines));
    }

    private static void await(RedisProcess node, String command, Predicate<List<String>> has, String expected)
            throws IOException {
        var deadline = System.nanoTime() + LONGEST_START.toNanos();
        for (var answer = List.<String>of(); !has.test(answer); ) {
            answer = ask(node, command);
            if (System.nanoTime() > deadline) {
                throw new IOException(
                        "%s after %s: %s (expected %s)".formatted(command, LONGEST_START, answer, expected));
            }
            LockSupport.parkNanos(2_000_000);
        }
    }

    /** The lines of an answer. */
    private static List<String> ask(RedisProcess node, String command) throws IOException {
        try (var socket = new Socket()) {
            socket.connect(new InetSocketAddress(node.host(), node.port()), 5_000);
            socket.setSoTimeout(5_000);
            socket.getOutputStream().write((command + "\r\nQUIT\r\n").getBytes(StandardCharsets.US_ASCII));
            var lines = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII))
                    .lines()
                    .toList();
            if (lines.getFirst().startsWith("-")) {
                throw new IOException("'%s' was answered '%s'".formatted(command, lines.getFirst()));
            }
            // the last is the answer to QUIT
            return lines.subList(0, lines.size() - 1);
        }
    }

    public List<RedisProcess> nodes() {
        return List.copyOf(nodes);
    }

    @Override
    public void close() {
        nodes.forEach(RedisProcess::close);
    }
}
