package io.movein.cluster;

import io.movein.testkit.RealControlPlane;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Path;

/** A port of a Service on this machine's loopback; begins anew when the pod behind it has gone. */
final class PortForward implements AutoCloseable {
    private final Path kubeconfig;
    private final String namespace;
    private final String service;
    private final int remote;
    private int local;
    private Process process;

    PortForward(Path kubeconfig, String namespace, String service, int remote) {
        this.kubeconfig = kubeconfig;
        this.namespace = namespace;
        this.service = service;
        this.remote = remote;
        this.process = open();
    }

    /** The address, the same for as long as this lives. */
    synchronized URI url() {
        if (!process.isAlive() || !answers()) {
            close();
            process = open();
        }
        return URI.create("http://127.0.0.1:" + local);
    }

    private boolean answers() {
        try (var socket = new Socket("127.0.0.1", local)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    private Process open() {
        try {
            var ports = (local == 0 ? "" : local) + ":" + remote;
            var started = new ProcessBuilder(
                            RealControlPlane.program().orElseThrow().toString(),
                            "kubectl",
                            "--kubeconfig",
                            kubeconfig.toString(),
                            "-n",
                            namespace,
                            "port-forward",
                            "--address=127.0.0.1",
                            service,
                            ports)
                    .redirectErrorStream(true)
                    .start();
            var lines = started.inputReader();
            var line = lines.readLine();
            if (line == null || !line.startsWith("Forwarding from 127.0.0.1:")) {
                started.destroy();
                throw new IllegalStateException("no way to " + service + " of " + namespace + ": " + line);
            }
            local = Integer.parseInt(line.replaceAll(".*127\\.0\\.0\\.1:(\\d+) .*", "$1"));
            Thread.ofVirtual().start(() -> lines.lines().forEach(_ -> {}));
            return started;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public synchronized void close() {
        process.destroy();
    }
}
