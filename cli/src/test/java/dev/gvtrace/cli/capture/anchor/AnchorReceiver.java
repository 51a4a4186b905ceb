// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.capture.anchor;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.gvtrace.trace.anchor.AnchorLine;
import dev.gvtrace.trace.ledger.LedgerLine;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntUnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Takes anchors over HTTP and checks each request: a POST of JSON with one line, which is an anchor, is signed with the
 * key that it names, and continues from the one taken before. Answers 400 otherwise.
 */
final class AnchorReceiver implements AutoCloseable {
    private final HttpServer server;
    private final List<AnchorLine> taken = new CopyOnWriteArrayList<>();
    private final List<String> refused = new CopyOnWriteArrayList<>();
    private final AtomicInteger requests = new AtomicInteger();
    private String previous = AnchorLine.FIRST;

    /**
     * Listens on a free port.
     *
     * @param statuses the status of each request, by its number from 1; 0 to judge it
     */
    AnchorReceiver(IntUnaryOperator statuses) throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/anchors", exchange -> {
            int status = statuses.applyAsInt(requests.incrementAndGet());
            byte[] body = exchange.getRequestBody().readAllBytes();
            String wrong = status != 0 ? null : wrong(exchange, body);
            if (wrong != null) {
                refused.add(wrong);
            }
            exchange.sendResponseHeaders(status != 0 ? status : wrong == null ? 204 : 400, -1);
            exchange.close();
        });
        server.start();
    }

    private @Nullable String wrong(HttpExchange exchange, byte[] body) {
        if (!exchange.getRequestMethod().equals("POST")) {
            return exchange.getRequestMethod();
        }
        if (!"application/json".equals(exchange.getRequestHeaders().getFirst("Content-Type"))) {
            return "content type";
        }
        if (body.length == 0 || body[body.length - 1] != '\n') {
            return "not a line";
        }
        try {
            AnchorLine line = AnchorLine.decode(body, body.length - 1);
            if (!line.signatureValid()) {
                return "signature";
            }
            if (!line.previous().equals(previous)) {
                return "anchor " + line.anchor().sequence() + " does not continue";
            }
            previous = LedgerLine.hash(body, body.length);
            taken.add(line);
            return null;
        } catch (LedgerLine.MalformedException e) {
            return e.getMessage();
        }
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/anchors";
    }

    List<AnchorLine> taken() {
        return taken;
    }

    /** Why requests were refused. */
    List<String> refused() {
        return refused;
    }

    int requests() {
        return requests.get();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
