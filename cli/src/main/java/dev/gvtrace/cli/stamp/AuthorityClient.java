// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.stamp;

import dev.gvtrace.cli.io.Version;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.UnresolvedAddressException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Sends requests to an authority over HTTP, as RFC 3161 section 3.4 has it. Redirects are not followed. Neither a slow
 * nor an endless reply takes more than the time limit or the memory of the largest reply. No message has the user or
 * the password of the address.
 */
final class AuthorityClient {
    private final URI address;
    private final @Nullable String user;
    private final Duration limit;

    private AuthorityClient(URI address, @Nullable String user, Duration limit) {
        this.address = address;
        this.user = user;
        this.limit = limit;
    }

    /**
     * One for an address.
     *
     * @param url {@code http://[USER:PASSWORD@]HOST[:PORT]/PATH} or https
     * @param limit for a request and its whole reply
     * @throws IOException when it is not such an address
     */
    static AuthorityClient of(String url, Duration limit) throws IOException {
        try {
            URI uri = new URI(url);
            boolean known = "http".equalsIgnoreCase(uri.getScheme()) || "https".equalsIgnoreCase(uri.getScheme());
            if (!known || uri.getHost() == null) {
                throw new IOException("invalid address: expected http://HOST[:PORT]/PATH, or https");
            }
            String port = uri.getPort() < 0 ? "" : ":" + uri.getPort();
            String path = uri.getRawPath() == null || uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
            String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
            URI bare = new URI(uri.getScheme() + "://" + uri.getHost() + port + path + query);
            return new AuthorityClient(bare, uri.getUserInfo(), limit);
        } catch (URISyntaxException e) {
            // its message has the whole address
            throw new IOException("invalid address: expected http://HOST[:PORT]/PATH, or https");
        }
    }

    /** The address for messages, without user, password and query. */
    String name() {
        String port = address.getPort() < 0 ? "" : ":" + address.getPort();
        return address.getScheme() + "://" + address.getHost() + port + address.getRawPath();
    }

    boolean hasPassword() {
        return user != null;
    }

    /**
     * Sends a request.
     *
     * @return the body of the reply
     * @throws IOException when there is none in time, or it is too large, or of another status than 200
     */
    byte[] send(byte[] request) throws IOException {
        HttpRequest.Builder post = HttpRequest.newBuilder(address)
                .timeout(limit)
                .setHeader("User-Agent", "gvtrace/" + Version.number())
                .setHeader("Content-Type", "application/timestamp-query")
                .setHeader("Accept", "application/timestamp-reply")
                .POST(HttpRequest.BodyPublishers.ofByteArray(request));
        if (user != null) {
            post.setHeader(
                    "Authorization",
                    "Basic " + Base64.getEncoder().encodeToString(user.getBytes(StandardCharsets.UTF_8)));
        }
        HttpClient client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(limit)
                .followRedirects(HttpClient.Redirect.NEVER)
                .build();
        CompletableFuture<HttpResponse<byte[]>> answer =
                client.sendAsync(post.build(), head -> new LimitedBody(head.statusCode()));
        try {
            return checked(answer.get(limit.toMillis(), TimeUnit.MILLISECONDS));
        } catch (TimeoutException e) {
            throw new IOException(noAnswer(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } catch (ExecutionException e) {
            throw new IOException(reason(e.getCause()), e);
        } finally {
            answer.cancel(true);
        }
    }

    private static byte[] checked(HttpResponse<byte[]> response) throws IOException {
        int status = response.statusCode();
        if (status >= 300 && status < 400) {
            throw new IOException("status " + status + ", a redirect, which is not followed"
                    + response.headers()
                            .firstValue("Location")
                            .map(to -> ": to " + to)
                            .orElse(""));
        }
        if (status != 200) {
            throw new IOException("status " + status);
        }
        return response.body();
    }

    private String noAnswer() {
        return "no complete answer within " + limit.toMillis() / 1000.0 + " s";
    }

    private String reason(@Nullable Throwable e) {
        if (e instanceof HttpConnectTimeoutException) {
            return "cannot connect within " + limit.toMillis() / 1000.0 + " s";
        }
        if (e instanceof HttpTimeoutException) {
            return noAnswer();
        }
        if (e instanceof ConnectException) {
            boolean unknown = e.getCause() instanceof UnresolvedAddressException
                    || e.getCause() != null && e.getCause().getCause() instanceof UnresolvedAddressException;
            return unknown ? "unknown host" : "cannot connect";
        }
        String message = e == null ? null : e.getMessage();
        return message == null ? String.valueOf(e) : message;
    }

    /** Collects a body up to the size of the largest reply; that of an error is not needed. */
    private static final class LimitedBody implements HttpResponse.BodySubscriber<byte[]> {
        private final boolean wanted;
        private final CompletableFuture<byte[]> whole = new CompletableFuture<>();
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private Flow.@Nullable Subscription subscription;

        LimitedBody(int status) {
            wanted = status == 200;
        }

        @Override
        public CompletionStage<byte[]> getBody() {
            return whole;
        }

        @Override
        public void onSubscribe(Flow.Subscription given) {
            subscription = given;
            if (wanted) {
                given.request(Long.MAX_VALUE);
            } else {
                given.cancel();
                whole.complete(new byte[0]);
            }
        }

        @Override
        public void onNext(List<ByteBuffer> parts) {
            for (ByteBuffer part : parts) {
                if (bytes.size() + part.remaining() > StampReply.MOST_BYTES) {
                    if (subscription != null) {
                        subscription.cancel();
                    }
                    whole.completeExceptionally(new IOException(
                            "the answer is larger than " + StampReply.MOST_BYTES + " bytes, so no time stamp"));
                    return;
                }
                byte[] next = new byte[part.remaining()];
                part.get(next);
                bytes.writeBytes(next);
            }
        }

        @Override
        public void onError(Throwable e) {
            whole.completeExceptionally(e);
        }

        @Override
        public void onComplete() {
            whole.complete(bytes.toByteArray());
        }
    }
}
