package io.movein.tier;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** A configuration store with one document: GET with an ETag, PUT with If-Match. Goes wrong as a test tells it. */
final class DocumentServer implements AutoCloseable {

    /** What becomes of a request in place of an answer by the book. */
    interface Fault {
        void happen(Request request) throws IOException, InterruptedException;
    }

    final List<String> requests = new CopyOnWriteArrayList<>();
    final List<Integer> answers = new CopyOnWriteArrayList<>();
    final List<String> authorizations = new CopyOnWriteArrayList<>();
    private final HttpServer server;
    private final Queue<Fault> puts = new ConcurrentLinkedQueue<>();
    private final Queue<Fault> gets = new ConcurrentLinkedQueue<>();
    private volatile Function<String, String> tag = _ -> "\"%d\"".formatted(version());
    private volatile Runnable beforeUnfreeze = () -> {};
    private String document;
    private int version = 1;

    DocumentServer(String document) throws IOException {
        this.document = document;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 100);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/tenants/acme", this::handle);
        server.start();
    }

    String url() {
        return URI.create("http://127.0.0.1:%d/tenants/acme"
                        .formatted(server.getAddress().getPort()))
                .toString();
    }

    /** What becomes of the next PUT for which nothing is said yet. */
    DocumentServer onPut(Fault fault) {
        puts.add(fault);
        return this;
    }

    DocumentServer onGet(Fault fault) {
        gets.add(fault);
        return this;
    }

    /** @param its the ETag of a document; none where it is empty */
    DocumentServer tagged(Function<String, String> its) {
        tag = its;
        return this;
    }

    synchronized String document() {
        return document;
    }

    /** What is looked at before the document says that the tenant may write again. */
    void onUnfreeze(Runnable look) {
        beforeUnfreeze = look;
    }

    /** As somebody else would. */
    synchronized void change(String text, String by) {
        if (!document.contains(text)) {
            throw new IllegalArgumentException("the document has no " + text);
        }
        document = document.replace(text, by);
        version++;
    }

    private synchronized int version() {
        return version;
    }

    private synchronized boolean take(String ifMatch, String body) {
        if (!tag.apply(document).equals(ifMatch)) {
            return false;
        }
        document = body;
        version++;
        return true;
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            var body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
            var request = new Request(exchange, body);
            requests.add(exchange.getRequestMethod());
            authorizations.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
            var fault = (request.isPut() ? puts : gets).poll();
            if (fault == null) {
                request.serve();
            } else {
                fault.happen(request);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }

    final class Request {

        private final HttpExchange exchange;
        private final String body;

        private Request(HttpExchange exchange, String body) {
            this.exchange = exchange;
            this.body = body;
        }

        private boolean isPut() {
            return exchange.getRequestMethod().equals("PUT");
        }

        /** By the book. */
        void serve() throws IOException {
            if (isPut()) {
                if (body.contains("\"readOnly\":false")) {
                    beforeUnfreeze.run();
                }
                answer(take(exchange.getRequestHeaders().getFirst("If-Match"), body) ? 204 : 412);
            } else {
                serve(document());
            }
        }

        void serve(String content) throws IOException {
            var its = tag.apply(content);
            if (!its.isEmpty()) {
                exchange.getResponseHeaders().set("ETag", its);
            }
            var bytes = content.getBytes(UTF_8);
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().write(bytes);
        }

        void answer(int status) throws IOException {
            answers.add(status);
            exchange.sendResponseHeaders(status, -1);
        }

        /** Taken, and the connection ends without an answer. */
        void serveWithoutAnswer() {
            take(exchange.getRequestHeaders().getFirst("If-Match"), body);
        }

        /** Headers, then no more for as long as the test takes. */
        void stall(CountDownLatch until) throws IOException, InterruptedException {
            exchange.getResponseHeaders().set("ETag", "\"1\"");
            exchange.sendResponseHeaders(200, 100);
            exchange.getResponseBody().flush();
            until.await();
        }
    }

    /** A request that is held on its way, and arrives when the test says so. */
    static final class Late implements Fault {

        private final CountDownLatch sent = new CountDownLatch(1);
        private final CountDownLatch arrived = new CountDownLatch(1);

        @Override
        public void happen(Request request) throws IOException, InterruptedException {
            sent.await();
            try {
                request.serve();
            } finally {
                arrived.countDown();
            }
        }

        void arrive() throws InterruptedException {
            sent.countDown();
            if (!arrived.await(30, TimeUnit.SECONDS)) {
                throw new AssertionError("it was never sent");
            }
        }
    }
}
