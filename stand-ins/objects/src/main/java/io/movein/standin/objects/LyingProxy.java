package io.movein.standin.objects;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;

/**
 * Stands before an object store: records each call and passes it on byte by byte, host and signature included, unless a rule
 * has an answer of its own. The first rule that has one wins. Bodies are kept in memory only for rules.
 */
public final class LyingProxy implements AutoCloseable {

    private final ServerSocket listener;
    private final URI upstream;
    private final List<Rule> rules = new CopyOnWriteArrayList<>();
    private final Queue<Call> calls = new ConcurrentLinkedQueue<>();
    private final Queue<Socket> open = new ConcurrentLinkedQueue<>();

    private LyingProxy(ServerSocket listener, URI upstream) {
        this.listener = listener;
        this.upstream = upstream;
    }

    public static LyingProxy before(URI upstream) {
        try {
            var proxy = new LyingProxy(new ServerSocket(0, 200, InetAddress.getLoopbackAddress()), upstream);
            Thread.ofVirtual().name("lying-proxy").start(proxy::accept);
            return proxy;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public URI endpoint() {
        return URI.create("http://127.0.0.1:" + listener.getLocalPort());
    }

    public LyingProxy with(Rule rule) {
        rules.add(rule);
        return this;
    }

    public void tellTheTruth() {
        rules.clear();
    }

    /** What was asked so far, without bodies. */
    public List<Call> calls() {
        return List.copyOf(calls);
    }

    public long count(Predicate<Call> which) {
        return calls.stream().filter(which).count();
    }

    public void forget() {
        calls.clear();
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                var client = listener.accept();
                open.add(client);
                Thread.ofVirtual().start(() -> serve(client));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void serve(Socket client) {
        try (client;
                var server = new Socket(upstream.getHost(), upstream.getPort())) {
            open.add(server);
            client.setTcpNoDelay(true);
            server.setTcpNoDelay(true);
            var in = new BufferedInputStream(client.getInputStream(), 64 * 1024);
            var out = new BufferedOutputStream(client.getOutputStream(), 64 * 1024);
            var link = new Link(
                    new BufferedInputStream(server.getInputStream(), 64 * 1024),
                    new BufferedOutputStream(server.getOutputStream(), 64 * 1024));
            while (exchange(in, out, link)) {
                out.flush();
            }
            out.flush();
        } catch (IOException ended) {
            // by one side, or by a rule: the other sees it
        } finally {
            open.remove(client);
        }
    }

    /** Whether the connection goes on. */
    private boolean exchange(InputStream in, OutputStream out, Link link) throws IOException {
        var head = Wire.head(in);
        var words = head.first().split(" ");
        var call = new Call(words[0], words[1], head.headers(), new byte[0]);
        calls.add(call);
        if (rules.isEmpty()) {
            return link.pass(call, head, in, out);
        }
        var whole = new Call(call.method(), call.target(), call.headers(), Wire.body(in, head, false));
        for (var rule : rules) {
            var reply = rule.reply(whole, link::send);
            if (reply.isPresent()) {
                return answer(whole, reply.get(), out);
            }
        }
        return answer(whole, link.send(whole), out);
    }

    private static boolean answer(Call call, HttpReply reply, OutputStream out) throws IOException {
        Wire.send(out, "HTTP/1.1 " + reply.status() + " Said", reply.headers());
        if (!call.method().equals("HEAD")) {
            out.write(reply.body());
        }
        return reply.headers().containsKey("content-length") || call.method().equals("HEAD") || reply.status() == 204;
    }

    /** The connection to the server behind. */
    private record Link(InputStream in, OutputStream out) {

        boolean pass(Call call, Wire.Head head, InputStream from, OutputStream to) throws IOException {
            Wire.send(out, head.first(), head.headers());
            Wire.copyBody(from, out, head, false);
            out.flush();
            var answer = Wire.head(in);
            if (hasNoBody(call, answer)) {
                Wire.send(to, answer.first(), answer.headers());
                return true;
            }
            if (answer.chunked()) {
                var whole = Wire.body(in, answer, false);
                Wire.send(to, answer.first(), lengthInstead(answer.headers(), whole.length));
                to.write(whole);
                return true;
            }
            Wire.send(to, answer.first(), answer.headers());
            Wire.copyBody(in, to, answer, true);
            return answer.length() >= 0;
        }

        HttpReply send(Call call) throws IOException {
            var headers = new LinkedHashMap<>(call.headers());
            headers.remove("transfer-encoding");
            if (call.body().length > 0) {
                headers.put("content-length", Integer.toString(call.body().length));
            }
            Wire.send(out, "%s %s HTTP/1.1".formatted(call.method(), call.target()), headers);
            out.write(call.body());
            out.flush();
            var answer = Wire.head(in);
            var status = Integer.parseInt(answer.first().split(" ")[1]);
            if (hasNoBody(call, answer)) {
                return new HttpReply(status, answer.headers(), new byte[0]);
            }
            var body = Wire.body(in, answer, true);
            return new HttpReply(status, lengthInstead(answer.headers(), body.length), body);
        }

        private static boolean hasNoBody(Call call, Wire.Head answer) {
            var status = answer.first().split(" ")[1];
            return call.method().equals("HEAD") || status.equals("204") || status.equals("304");
        }

        private static Map<String, String> lengthInstead(Map<String, String> headers, int length) {
            var changed = new LinkedHashMap<>(headers);
            changed.remove("transfer-encoding");
            changed.put("content-length", Integer.toString(length));
            return changed;
        }
    }

    @Override
    public void close() {
        try {
            listener.close();
            for (var socket : open) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
