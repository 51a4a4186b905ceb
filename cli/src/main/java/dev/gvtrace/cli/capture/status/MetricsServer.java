// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.capture.status;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import dev.gvtrace.capture.system.StandingThreads;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * {@code /metrics} and {@code /healthz} over HTTP. Connections, threads and the time of a request are limited, so that
 * no client can use up what recording needs.
 */
final class MetricsServer implements AutoCloseable {
    private static final int MOST_CONNECTIONS = 32;
    private static final int MOST_THREADS = 8;
    private static final String SECONDS = "5";
    private static final int BACKLOG = 16;
    private static final String TEXT = "text/plain; charset=utf-8";

    private final HttpServer server;
    private final ThreadPoolExecutor threads;

    private MetricsServer(HttpServer server, ThreadPoolExecutor threads) {
        this.server = server;
        this.threads = threads;
    }

    /** The body of an answer, its type and its status. */
    private record Answer(int status, String type, String body) {}

    /**
     * Listens; requests wait until {@link #start}.
     *
     * @throws IOException when the address cannot be used
     */
    static MetricsServer listen(InetSocketAddress address, Consumer<String> log) throws IOException {
        limit();
        HttpServer server = HttpServer.create(address, BACKLOG);
        AtomicInteger count = new AtomicInteger();
        ThreadPoolExecutor threads = new ThreadPoolExecutor(
                MOST_THREADS,
                MOST_THREADS,
                1,
                TimeUnit.MINUTES,
                new ArrayBlockingQueue<>(MOST_CONNECTIONS),
                body -> StandingThreads.daemon(body, "metrics-" + count.incrementAndGet()));
        threads.allowCoreThreadTimeOut(true);
        server.setExecutor(threads);
        InetAddress host = address.getAddress();
        if (host == null || !host.isLoopbackAddress()) {
            log.accept("metrics are open to the network on port "
                    + server.getAddress().getPort() + ", without a password");
        }
        return new MetricsServer(server, threads);
    }

    /** Begins to answer. */
    void start(Supplier<RecorderStatus> status) {
        server.createContext("/", handler(path -> new Answer(404, TEXT, "expected /metrics or /healthz\n")));
        server.createContext(
                "/metrics",
                handler(path -> new Answer(200, PrometheusText.CONTENT_TYPE, PrometheusText.of(status.get()))));
        server.createContext("/healthz", handler(path -> health(status.get())));
        server.start();
    }

    /** The JDK's server reads its limits from properties, once. */
    private static void limit() {
        setIfAbsent("jdk.httpserver.maxConnections", Integer.toString(MOST_CONNECTIONS));
        setIfAbsent("sun.net.httpserver.maxReqTime", SECONDS);
        setIfAbsent("sun.net.httpserver.maxRspTime", SECONDS);
        setIfAbsent("sun.net.httpserver.idleInterval", SECONDS);
    }

    private static void setIfAbsent(String name, String value) {
        if (System.getProperty(name) == null) {
            System.setProperty(name, value);
        }
    }

    private static Answer health(RecorderStatus status) {
        return status.isHealthy()
                ? new Answer(200, TEXT, "ok\n")
                : new Answer(503, TEXT, String.join("\n", StatusText.escaped(status.problems())) + "\n");
    }

    /** Makes an answer for a path. */
    private interface Page {
        Answer of(String path);
    }

    private static HttpHandler handler(Page page) {
        return exchange -> {
            try (exchange) {
                String path = exchange.getRequestURI().getPath();
                boolean known = path.equals(exchange.getHttpContext().getPath())
                        || exchange.getHttpContext().getPath().equals("/");
                Answer answer;
                if (!exchange.getRequestMethod().equals("GET")
                        && !exchange.getRequestMethod().equals("HEAD")) {
                    answer = new Answer(405, TEXT, "expected GET\n");
                } else {
                    answer = known ? page.of(path) : new Answer(404, TEXT, "expected /metrics or /healthz\n");
                }
                send(exchange, answer);
            }
        };
    }

    private static void send(HttpExchange exchange, Answer answer) throws IOException {
        byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", answer.type());
        exchange.getResponseHeaders().set("Connection", "close");
        boolean head = exchange.getRequestMethod().equals("HEAD");
        exchange.sendResponseHeaders(answer.status(), head ? -1 : body.length);
        if (!head) {
            exchange.getResponseBody().write(body);
        }
    }

    /** The address that it listens on. */
    InetSocketAddress address() {
        return server.getAddress();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    /** An address and port; null if the text is not one. */
    static @Nullable InetSocketAddress address(String text) {
        int colon = text.lastIndexOf(':');
        String port = text.substring(colon + 1);
        if (colon < 0 || !port.matches("[0-9]{1,5}") || Integer.parseInt(port) > 65_535) {
            return null;
        }
        String host = text.substring(0, colon);
        if (host.startsWith("[") && host.endsWith("]")) {
            host = host.substring(1, host.length() - 1);
        } else if (host.contains(":")) {
            return null;
        }
        InetSocketAddress address = host.isEmpty()
                ? new InetSocketAddress(Integer.parseInt(port))
                : new InetSocketAddress(host, Integer.parseInt(port));
        return address.isUnresolved() ? null : address;
    }
}
