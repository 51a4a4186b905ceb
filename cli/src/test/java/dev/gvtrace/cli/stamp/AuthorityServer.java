// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.stamp;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** An HTTP server that answers requests for time stamps. */
public final class AuthorityServer implements AutoCloseable {
    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final CountDownLatch closing = new CountDownLatch(1);
    private final List<String> heads = Collections.synchronizedList(new ArrayList<>());

    /** Answers a request, given its body. */
    public interface Handler {
        /** Sends status, headers and body. */
        void handle(HttpExchange exchange, byte[] request) throws IOException;
    }

    /** Makes a reply of a request. */
    public interface Replies {
        /** The reply's body. */
        byte[] reply(byte[] request) throws IOException;
    }

    private AuthorityServer(HttpServer server) {
        this.server = server;
    }

    /** One that replies as an authority does. */
    public static AuthorityServer replying(Replies replies) throws IOException {
        return handling((exchange, request) -> {
            byte[] reply = replies.reply(request);
            exchange.getResponseHeaders().set("Content-Type", "application/timestamp-reply");
            exchange.sendResponseHeaders(200, reply.length);
            exchange.getResponseBody().write(reply);
        });
    }

    /** One that does anything. */
    public static AuthorityServer handling(Handler handler) throws IOException {
        AuthorityServer made =
                new AuthorityServer(HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0));
        made.server.setExecutor(made.threads);
        made.server.createContext("/", exchange -> {
            try (exchange) {
                made.heads.add(exchange.getRequestMethod() + " "
                        + exchange.getRequestHeaders().getFirst("Content-Type") + " "
                        + exchange.getRequestHeaders().getFirst("Authorization"));
                handler.handle(exchange, exchange.getRequestBody().readAllBytes());
            }
        });
        made.server.start();
        return made;
    }

    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/tsa";
    }

    int port() {
        return server.getAddress().getPort();
    }

    /** Method, type and authorization of each request. */
    List<String> heads() {
        return List.copyOf(heads);
    }

    /** For a handler that leaves its client without an answer. */
    void awaitClose() throws IOException {
        try {
            closing.await();
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    @Override
    public void close() {
        closing.countDown();
        server.stop(0);
        threads.shutdownNow();
    }
}
