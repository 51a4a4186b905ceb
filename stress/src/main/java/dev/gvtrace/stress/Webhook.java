// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.stress;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** A receiver of alerts that dies, hangs, fails and returns. Thread-safe. */
final class Webhook implements AutoCloseable {
    private final int port;
    private final Set<Alert> received = ConcurrentHashMap.newKeySet();
    private final AtomicLong repeated = new AtomicLong();
    private final AtomicLong requests = new AtomicLong();
    private @Nullable HttpServer server;
    private @Nullable ExecutorService threads;
    private volatile boolean fails;
    private volatile @Nullable CountDownLatch hanging;

    Webhook() throws IOException {
        port = listen(0);
    }

    private int listen(int wanted) throws IOException {
        HttpServer made = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), wanted), 16);
        ExecutorService pool = Executors.newCachedThreadPool();
        made.setExecutor(pool);
        made.createContext("/", this::answer);
        made.start();
        server = made;
        threads = pool;
        return made.getAddress().getPort();
    }

    String address() {
        return "http://127.0.0.1:" + port + "/";
    }

    Set<Alert> received() {
        return received;
    }

    /** Alerts that came a second time. */
    long repeated() {
        return repeated.get();
    }

    /** Requests, answered or not. */
    long requests() {
        return requests.get();
    }

    private void answer(HttpExchange exchange) throws IOException {
        requests.incrementAndGet();
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        CountDownLatch wait = hanging;
        if (wait != null) {
            try {
                wait.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            exchange.close();
            return;
        }
        if (!fails) {
            take(body);
        }
        exchange.sendResponseHeaders(fails ? 500 : 200, -1);
        exchange.close();
    }

    private void take(String body) {
        Alert.parse(body).filter(alert -> !received.add(alert)).ifPresent(alert -> repeated.incrementAndGet());
    }

    /** Nothing listens any more. */
    void die() {
        HttpServer running = server;
        if (running != null) {
            running.stop(0);
        }
        if (threads != null) {
            threads.shutdownNow();
        }
    }

    void comeBack() throws IOException {
        listen(port);
    }

    /** Takes requests and does not answer. */
    void hang() {
        hanging = new CountDownLatch(1);
    }

    /** Closes the requests that hang, and answers again. */
    void answerAgain() {
        CountDownLatch waiting = hanging;
        hanging = null;
        if (waiting != null) {
            waiting.countDown();
        }
    }

    /** Answers 500, or not any more. */
    void fail(boolean on) {
        fails = on;
    }

    @Override
    public void close() {
        answerAgain();
        die();
    }
}
