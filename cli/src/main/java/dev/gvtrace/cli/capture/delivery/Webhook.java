// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.capture.delivery;

import dev.gvtrace.cli.io.Version;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * A POST request for each line, a JSON object, as Falco's {@code http_output} sends it. Any status of 200 to 299 means
 * delivered. Redirects are not followed, since headers have secrets.
 */
public final class Webhook implements Destination {
    /** For a request and its answer. */
    public static final Duration LIMIT = Duration.ofSeconds(10);

    private static final Duration CONNECT_LIMIT = Duration.ofSeconds(5);
    private static final long MOST_SECONDS_LATER = 300;
    /** The receiver does not take this line: sending it again would keep all others from being sent. */
    private static final Set<Integer> REJECTED = Set.of(400, 413, 422);

    private final URI address;
    private final String name;
    private final WebhookHeaders headers;
    private final @Nullable SSLContext tls;
    private final Duration limit;
    private @Nullable HttpClient client;
    private volatile boolean refresh;

    /**
     * A webhook that is connected with the first line.
     *
     * @param address without user and password
     * @param name for log and metrics
     * @param tls null for the certificates that Java trusts
     * @param limit for a request and its answer
     */
    public Webhook(URI address, String name, WebhookHeaders headers, @Nullable SSLContext tls, Duration limit) {
        this.address = address;
        this.name = name;
        this.headers = headers;
        this.tls = tls;
        this.limit = limit;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public void deliver(byte[] encoded) throws IOException, InterruptedException {
        if (refresh) {
            headers.refresh();
            refresh = false;
        }
        HttpRequest.Builder request = HttpRequest.newBuilder(address)
                .timeout(limit)
                .setHeader("User-Agent", "gvtrace/" + Version.number())
                .setHeader("Content-Type", "application/json");
        headers.addTo(request);
        answered(send(
                request.POST(HttpRequest.BodyPublishers.ofByteArray(encoded)).build()));
    }

    private static void answered(HttpResponse<Void> response) throws IOException {
        int status = response.statusCode();
        if (status >= 200 && status < 300) {
            return;
        }
        if (REJECTED.contains(status)) {
            throw new RejectedException("status " + status);
        }
        String later = response.headers().firstValue("Retry-After").orElse("");
        if (later.matches("[0-9]{1,9}")) {
            long seconds = Math.min(MOST_SECONDS_LATER, Long.parseLong(later));
            throw new RetryLaterException("status " + status, Duration.ofSeconds(seconds));
        }
        throw new IOException("status " + status);
    }

    /** The time limit of a request ends with its head; this one includes the body, which is ignored. */
    private HttpResponse<Void> send(HttpRequest request) throws IOException, InterruptedException {
        CompletableFuture<HttpResponse<Void>> answer =
                client().sendAsync(request, HttpResponse.BodyHandlers.discarding());
        try {
            return answer.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new IOException(noAnswer(), e);
        } catch (ExecutionException e) {
            // its threads may have ended with it
            client = null;
            throw new IOException(reason(e.getCause()), e);
        } finally {
            answer.cancel(true);
        }
    }

    private HttpClient client() {
        HttpClient known = client;
        if (known == null) {
            HttpClient.Builder builder = HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(CONNECT_LIMIT)
                    .followRedirects(HttpClient.Redirect.NEVER);
            known = (tls == null ? builder : builder.sslContext(tls)).build();
            client = known;
        }
        return known;
    }

    private String noAnswer() {
        return "no answer within " + limit.toSeconds() + " s";
    }

    private String reason(@Nullable Throwable e) {
        if (e instanceof ConnectException) {
            return e.getCause() != null && e.getCause().getCause() instanceof UnresolvedAddressException
                            || e.getCause() instanceof UnresolvedAddressException
                    ? "unknown host"
                    : "cannot connect";
        }
        if (e instanceof HttpTimeoutException && !(e instanceof HttpConnectTimeoutException)) {
            return noAnswer();
        }
        String message = e == null ? null : e.getMessage();
        return message == null ? String.valueOf(e) : message;
    }

    @Override
    public void refresh() {
        refresh = true;
    }
}
