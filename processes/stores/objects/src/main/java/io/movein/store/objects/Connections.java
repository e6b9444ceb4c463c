package io.movein.store.objects;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Deque;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedDeque;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.impl.DefaultConnectionReuseStrategy;
import org.apache.hc.core5.http.impl.io.DefaultBHttpClientConnectionFactory;
import org.apache.hc.core5.http.impl.io.HttpRequestExecutor;
import org.apache.hc.core5.http.io.HttpClientConnection;
import org.apache.hc.core5.http.protocol.HttpCoreContext;
import org.apache.hc.core5.io.CloseMode;

/** Connections to one server, used again. Nothing is followed, unpacked or tried again here: what was answered is what is told. */
final class Connections implements AutoCloseable {

    /** A server may have closed what lay idle for so long; asking costs a millisecond. */
    private static final long LOOKED_AT_AFTER_NANOS = Duration.ofSeconds(1).toNanos();

    private record Idle(HttpClientConnection connection, long since) {}

    private static final Duration LONGEST_CONNECT = Duration.ofSeconds(5);

    /** A small object and its headers in one write and, where the server sends them so, in one read; what is larger does without a copy. */
    private static final int BUFFER = 80 * 1024;

    private final String host;
    private final int port;
    private final boolean tls;
    private final int silence;
    private final Deque<Idle> idle = new ConcurrentLinkedDeque<>();
    private final DefaultBHttpClientConnectionFactory factory = DefaultBHttpClientConnectionFactory.builder()
            .http1Config(Http1Config.custom().setBufferSize(BUFFER).build())
            .build();
    private final HttpRequestExecutor executor = new HttpRequestExecutor();
    private volatile boolean closed;

    /** @param silence after which a call without an answer has failed */
    Connections(String host, URI endpoint, Duration silence) {
        this.host = host;
        this.tls = "https".equals(endpoint.getScheme());
        this.port = endpoint.getPort() > 0 ? endpoint.getPort() : tls ? 443 : 80;
        this.silence = Math.toIntExact(silence.toMillis());
    }

    /** As the {@code Host} header has it. */
    String authority() {
        return port == (tls ? 443 : 80) ? host : host + ":" + port;
    }

    /** @throws IOException if there is no whole answer */
    Answer send(ClassicHttpRequest request) throws IOException {
        var connection = connection();
        try {
            var context = HttpCoreContext.create();
            var response = executor.execute(request, connection, context);
            var reusable = DefaultConnectionReuseStrategy.INSTANCE.keepAlive(request, response, context);
            return new Answer(
                    response.getCode(), headers(response), body(response, all -> release(connection, all && reusable)));
        } catch (HttpException e) {
            connection.close(CloseMode.IMMEDIATE);
            throw new IOException("not HTTP: " + e.getMessage(), e);
        } catch (IOException | RuntimeException e) {
            connection.close(CloseMode.IMMEDIATE);
            throw e;
        }
    }

    private static Map<String, String> headers(ClassicHttpResponse response) {
        var headers = new HashMap<String, String>();
        for (Header header : response.getHeaders()) {
            headers.merge(
                    header.getName().toLowerCase(Locale.ROOT),
                    header.getValue() == null ? "" : header.getValue(),
                    (one, more) -> one + "," + more);
        }
        return headers;
    }

    private static Answer.Body body(ClassicHttpResponse response, Answer.Release release) throws IOException {
        var entity = response.getEntity();
        return entity == null ? Answer.Body.none(release) : new Answer.Body(entity.getContent(), release);
    }

    private HttpClientConnection connection() throws IOException {
        for (var last = idle.pollFirst(); last != null; last = idle.pollFirst()) {
            if (isAlive(last)) {
                return last.connection;
            }
            last.connection.close(CloseMode.IMMEDIATE);
        }
        return opened();
    }

    private static boolean isAlive(Idle idle) {
        try {
            return idle.connection.isOpen()
                    && (System.nanoTime() - idle.since < LOOKED_AT_AFTER_NANOS || !idle.connection.isStale());
        } catch (IOException closed) {
            return false;
        }
    }

    private HttpClientConnection opened() throws IOException {
        var addresses = InetAddress.getAllByName(host);
        for (var i = 0; i < addresses.length - 1; i++) {
            try {
                return opened(addresses[i]);
            } catch (IOException e) {
                // the host has another address
            }
        }
        return opened(addresses[addresses.length - 1]);
    }

    private HttpClientConnection opened(InetAddress address) throws IOException {
        // a channel's: whoever waits for it can be interrupted
        var socket = SocketChannel.open().socket();
        try {
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(silence);
            socket.connect(new InetSocketAddress(address, port), (int) Math.min(silence, LONGEST_CONNECT.toMillis()));
            return factory.createConnection(tls ? secured(socket) : socket);
        } catch (IOException | RuntimeException e) {
            socket.close();
            throw e;
        }
    }

    private SSLSocket secured(Socket plain) throws IOException {
        var secure =
                (SSLSocket) ((SSLSocketFactory) SSLSocketFactory.getDefault()).createSocket(plain, host, port, true);
        var parameters = secure.getSSLParameters();
        // the certificate has to be this host's
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        secure.setSSLParameters(parameters);
        secure.startHandshake();
        return secure;
    }

    private void release(HttpClientConnection connection, boolean reusable) {
        if (reusable && !closed) {
            idle.addFirst(new Idle(connection, System.nanoTime()));
        } else {
            connection.close(CloseMode.IMMEDIATE);
        }
    }

    @Override
    public void close() {
        closed = true;
        for (var last = idle.pollFirst(); last != null; last = idle.pollFirst()) {
            last.connection.close(CloseMode.IMMEDIATE);
        }
    }
}
