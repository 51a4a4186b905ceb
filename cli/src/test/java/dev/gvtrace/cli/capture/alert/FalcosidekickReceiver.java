// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.capture.alert;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/**
 * Takes alerts as falcosidekick does, and is stricter: a POST with one JSON object, in which {@code output}, {@code
 * priority}, {@code rule}, {@code source} and {@code time} are texts, {@code tags} is a list of texts, and {@code
 * output_fields} is an object that is not empty; {@code k8s.ns.name} and {@code k8s.pod.name} in it are texts or null
 * (falcosidekick fails on anything else). Answers 400 otherwise.
 */
public final class FalcosidekickReceiver implements AutoCloseable {
    private static final Set<String> PRIORITIES =
            Set.of("Emergency", "Alert", "Critical", "Error", "Warning", "Notice", "Informational", "Debug");
    private static final Set<String> KEYS = Set.of(
            "uuid",
            "output",
            "priority",
            "rule",
            "time",
            "output_fields",
            "source",
            "tags",
            "hostname",
            // ours, present after losses only
            "uncertain",
            "uncertain_lost",
            "uncertain_ns");

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<Map<String, @Nullable Object>> accepted = new CopyOnWriteArrayList<>();
    private final List<String> refused = new CopyOnWriteArrayList<>();
    private final List<HttpExchange> requests = new CopyOnWriteArrayList<>();

    /** What happens before a request is judged. */
    public interface Before {
        /** True if it is answered already. */
        boolean answers(HttpExchange exchange, int number) throws IOException, InterruptedException;
    }

    /** Listens on a free port. */
    public FalcosidekickReceiver(Before before) throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", exchange -> {
            requests.add(exchange);
            try {
                if (!before.answers(exchange, requests.size())) {
                    judge(exchange);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        server.start();
    }

    /** The URL with this path. */
    public String url(String path) {
        return "http://127.0.0.1:" + server.getAddress().getPort() + path;
    }

    /** The alerts that were taken. */
    public List<Map<String, @Nullable Object>> accepted() {
        return accepted;
    }

    /** Why others were not. */
    public List<String> refused() {
        return refused;
    }

    /** All requests. */
    List<HttpExchange> requests() {
        return requests;
    }

    private void judge(HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readAllBytes();
        String problem;
        Map<String, @Nullable Object> alert = Map.of();
        try {
            alert = StrictJson.object(body);
            problem = problem(exchange, alert);
        } catch (RuntimeException e) {
            problem = e.toString();
        }
        if (problem.isEmpty()) {
            accepted.add(alert);
        } else {
            refused.add(problem);
        }
        answer(exchange, problem.isEmpty() ? 200 : 400);
    }

    static void answer(HttpExchange exchange, int status) throws IOException {
        exchange.sendResponseHeaders(status, -1);
        exchange.close();
    }

    private static String problem(HttpExchange exchange, Map<String, @Nullable Object> alert) {
        if (!exchange.getRequestMethod().equals("POST")) {
            return "method " + exchange.getRequestMethod();
        }
        if (!"application/json".equals(exchange.getRequestHeaders().getFirst("Content-Type"))) {
            return "content type";
        }
        if (!KEYS.containsAll(alert.keySet())) {
            return "keys " + alert.keySet();
        }
        for (String key : List.of("output", "priority", "rule", "source", "time", "hostname")) {
            if (!(alert.get(key) instanceof String text) || text.isEmpty()) {
                return key + ": " + alert.get(key);
            }
        }
        if (!PRIORITIES.contains(String.valueOf(alert.get("priority")))) {
            return "priority " + alert.get("priority");
        }
        // as Go reads RFC 3339
        OffsetDateTime.parse(String.valueOf(alert.get("time")));
        if (!(alert.get("tags") instanceof List<?> tags) || !tags.stream().allMatch(String.class::isInstance)) {
            return "tags " + alert.get("tags");
        }
        if (!(alert.get("output_fields") instanceof Map<?, ?> fields) || fields.isEmpty()) {
            return "output_fields " + alert.get("output_fields");
        }
        for (String key : List.of("k8s.ns.name", "k8s.pod.name")) {
            if (fields.get(key) != null && !(fields.get(key) instanceof String)) {
                return key + ": " + fields.get(key);
            }
        }
        return "";
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
