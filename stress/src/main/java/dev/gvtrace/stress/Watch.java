// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.stress;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListSet;
import org.jspecify.annotations.Nullable;

/**
 * Watches one recorder as a monitoring system does: reads metrics and health again and again. Counters never go back,
 * all threads live, and health and metrics agree. Thread-safe.
 */
final class Watch implements AutoCloseable {
    private static final long EVERY_MILLIS = 100;
    /** True on a busy machine, where threads of the recorder get no processor. */
    private static final String BUSY = "the disk stalls";

    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
    private final int port;
    private final Thread thread;
    private final Queue<String> faults = new ConcurrentLinkedQueue<>();
    private final Set<String> problems = new ConcurrentSkipListSet<>();
    private volatile Map<String, Double> metrics = Map.of();
    private volatile boolean healthy = true;
    private volatile boolean mayBeUnhealthy;
    private volatile boolean mayEnd;
    private volatile boolean closed;
    private volatile long polls;

    Watch(int port) {
        this.port = port;
        this.thread = new Thread(this::watch, "watch");
        thread.setDaemon(true);
        thread.start();
    }

    /** What it was that should not be. */
    Queue<String> faults() {
        return faults;
    }

    /** What made the recorder report itself as unhealthy. */
    Set<String> problems() {
        return problems;
    }

    long polls() {
        return polls;
    }

    /** From now on it may report that it does not record, or may no longer do so. */
    void mayBeUnhealthy(boolean now) {
        mayBeUnhealthy = now;
    }

    /** The recorder is going to end. */
    void mayEnd() {
        mayEnd = true;
    }

    boolean isHealthy() {
        return healthy;
    }

    /** The last value of a metric with its labels; 0 if there is none. */
    long value(String name) {
        return metrics.getOrDefault(name, 0.0).longValue();
    }

    /** The sum of the values of all metrics whose name and labels begin like this. */
    long sum(String beginning) {
        return (long) metrics.entrySet().stream()
                .filter(each -> each.getKey().startsWith(beginning))
                .mapToDouble(Map.Entry::getValue)
                .sum();
    }

    /** Metrics that were read after this call. */
    void refresh() throws InterruptedException {
        long from = polls;
        while (polls < from + 2 && thread.isAlive()) {
            Thread.sleep(EVERY_MILLIS / 4);
        }
    }

    private void watch() {
        try {
            while (!closed) {
                boolean allowed = mayBeUnhealthy;
                String text = get("/metrics", 200);
                String health = get("/healthz", 0);
                if (text != null && health != null) {
                    check(parse(text), health, allowed || mayBeUnhealthy);
                    polls++;
                }
                Thread.sleep(EVERY_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void check(Map<String, Double> now, String health, boolean allowed) {
        metrics.forEach((name, before) -> {
            boolean counts = name.split("\\{")[0].endsWith("_total");
            if (counts && !(now.getOrDefault(name, -1.0) >= before)) {
                faults.add(name + " went from " + before + " to " + now.get(name));
            }
        });
        if (!mayEnd) {
            now.forEach((name, value) -> {
                if (name.startsWith("gvtrace_thread_alive{") && value != 1) {
                    faults.add("a thread has ended: " + name);
                }
            });
        }
        metrics = now;
        healthy = health.equals("ok\n");
        if (!healthy) {
            health.lines().forEach(problems::add);
        }
        if (!healthy && !allowed && !mayEnd && !health.lines().allMatch(problem -> problem.startsWith(BUSY))) {
            faults.add("not healthy: " + health.strip());
        }
    }

    private @Nullable String get(String path, int expected) throws InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(Duration.ofSeconds(20))
                .build();
        try {
            HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
            boolean ok = answer.body().equals("ok\n");
            if (expected == 0 && answer.statusCode() != (ok ? 200 : 503)
                    || expected != 0 && answer.statusCode() != expected) {
                faults.add(path + " answered " + answer.statusCode() + ": " + answer.body());
            }
            return answer.body();
        } catch (IOException e) {
            if (!mayEnd && !closed && polls > 0) {
                faults.add(path + " is not answered: " + e);
            }
            return null;
        }
    }

    private static Map<String, Double> parse(String text) {
        Map<String, Double> values = new LinkedHashMap<>();
        text.lines().filter(line -> !line.startsWith("#")).forEach(line -> {
            int blank = line.lastIndexOf(' ');
            values.put(line.substring(0, blank), Double.parseDouble(line.substring(blank + 1)));
        });
        return values;
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
    }
}
