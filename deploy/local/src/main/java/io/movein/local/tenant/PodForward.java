package io.movein.local.tenant;

import io.kubernetes.client.PortForward;
import io.kubernetes.client.openapi.ApiClient;
import io.kubernetes.client.openapi.ApiException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A pod's port on this machine's loopback, carried by the API server: this machine need not reach pods. */
final class PodForward implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(PodForward.class);

    private final ApiClient client;
    private final String namespace;
    private final String pod;
    private final int port;
    private final ServerSocket listener;

    PodForward(ApiClient client, String namespace, String pod, int port) {
        this.client = client;
        this.namespace = namespace;
        this.pod = pod;
        this.port = port;
        try {
            this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot listen on loopback", e);
        }
        Thread.ofVirtual().start(this::accept);
    }

    URI address() {
        return URI.create("http://127.0.0.1:" + listener.getLocalPort());
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                var socket = listener.accept();
                Thread.ofVirtual().start(() -> carry(socket));
            } catch (IOException e) {
                LOG.debug("no connection taken", e); // closed, or the other side was quicker
            }
        }
    }

    private void carry(Socket socket) {
        try (socket;
                var forward = new PortForward(client).forward(namespace, pod, List.of(port))) {
            Thread.ofVirtual().start(() -> copy(socket, forward.getOutboundStream(port)));
            pass(forward.getInputStream(port), socket.getOutputStream());
        } catch (IOException | ApiException e) {
            LOG.debug("a connection to {}/{} ended", namespace, pod, e);
        }
    }

    private static void copy(Socket from, OutputStream to) {
        try {
            pass(from.getInputStream(), to);
        } catch (IOException e) {
            LOG.debug("nothing more to send", e);
        }
    }

    /** As it comes: an answer is not held back until a buffer is full. */
    private static void pass(InputStream from, OutputStream to) throws IOException {
        var buffer = new byte[1 << 16];
        for (var read = from.read(buffer); read >= 0; read = from.read(buffer)) {
            to.write(buffer, 0, read);
            to.flush();
        }
    }

    @Override
    public void close() {
        try {
            listener.close();
        } catch (IOException e) {
            LOG.debug("the listener did not close", e);
        }
    }
}
