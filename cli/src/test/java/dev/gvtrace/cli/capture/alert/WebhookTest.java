// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.capture.alert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import dev.gvtrace.cli.capture.delivery.RejectedException;
import dev.gvtrace.cli.capture.delivery.RetryLaterException;
import dev.gvtrace.cli.capture.delivery.Webhook;
import dev.gvtrace.cli.capture.delivery.WebhookHeaders;
import dev.gvtrace.replay.rule.item.Priority;
import dev.gvtrace.text.Text;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class WebhookTest {
    private static final FalcosidekickReceiver.Before JUDGE = (exchange, number) -> false;

    @TempDir
    Path dir;

    private static Webhook webhook(String url, @Nullable Path headers, @Nullable String userInfo) throws IOException {
        return new Webhook(URI.create(url), "hook", new WebhookHeaders(headers, userInfo), null, Webhook.LIMIT);
    }

    private static void deliver(Webhook webhook, String output) throws Exception {
        webhook.deliver(new AlertsAsJson(webhook).encode(TestAlerts.of("A rule", Priority.CRITICAL, output)));
    }

    @Test
    void falcosidekickTakesAlerts() throws Exception {
        try (FalcosidekickReceiver receiver = new FalcosidekickReceiver(JUDGE)) {
            Webhook webhook = webhook(receiver.url("/"), null, null);
            for (Priority priority : Priority.values()) {
                webhook.deliver(new AlertsAsJson(webhook).encode(TestAlerts.of("r", priority, Text.ofBytes(new byte[] {
                    'a', (byte) 0xff, 27, '"', '\n'
                }))));
            }
            assertThat(receiver.refused()).isEmpty();
            assertThat(receiver.accepted())
                    .extracting(alert -> alert.get("priority"))
                    .containsExactly(
                            "Emergency", "Alert", "Critical", "Error", "Warning", "Notice", "Informational", "Debug");
        }
    }

    @Test
    void answersOtherThanSuccessAreToldApart() throws Exception {
        int[] statuses = {500, 400, 301, 401, 204};
        try (FalcosidekickReceiver receiver = new FalcosidekickReceiver((exchange, number) -> {
            exchange.getResponseHeaders().set("Location", "http://127.0.0.1:1/");
            FalcosidekickReceiver.answer(exchange, statuses[number - 1]);
            return true;
        })) {
            Webhook webhook = webhook(receiver.url("/"), null, null);
            assertThatThrownBy(() -> deliver(webhook, "x"))
                    .isExactlyInstanceOf(IOException.class)
                    .hasMessage("status 500");
            assertThatThrownBy(() -> deliver(webhook, "x")).isInstanceOf(RejectedException.class);
            assertThatThrownBy(() -> deliver(webhook, "x"))
                    .isExactlyInstanceOf(IOException.class)
                    .hasMessage("status 301");
            assertThatThrownBy(() -> deliver(webhook, "x"))
                    .isExactlyInstanceOf(IOException.class)
                    .hasMessage("status 401");
            deliver(webhook, "x");
            assertThat(receiver.requests()).hasSize(5);
        }
    }

    @Test
    void aReceiverMaySayWhenToTryAgain() throws Exception {
        String[] later = {"7", "999999999", "Wed, 21 Oct 2026 07:28:00 GMT"};
        try (FalcosidekickReceiver receiver = new FalcosidekickReceiver((exchange, number) -> {
            exchange.getResponseHeaders().set("Retry-After", later[number - 1]);
            FalcosidekickReceiver.answer(exchange, 429);
            return true;
        })) {
            Webhook webhook = webhook(receiver.url("/"), null, null);
            assertThatThrownBy(() -> deliver(webhook, "x"))
                    .isInstanceOfSatisfying(
                            RetryLaterException.class,
                            e -> assertThat(e.after()).isEqualTo(Duration.ofSeconds(7)));
            assertThatThrownBy(() -> deliver(webhook, "x"))
                    .isInstanceOfSatisfying(
                            RetryLaterException.class,
                            e -> assertThat(e.after()).isEqualTo(Duration.ofMinutes(5)));
            assertThatThrownBy(() -> deliver(webhook, "x")).isExactlyInstanceOf(IOException.class);
        }
    }

    /** The time limit covers an answer whose head comes at once and whose body never ends. */
    @Test
    void oneThatHangsIsGivenUpAndTheNextRequestWorks() throws Exception {
        CountDownLatch over = new CountDownLatch(1);
        try (FalcosidekickReceiver receiver = new FalcosidekickReceiver((exchange, number) -> {
            if (number == 1) {
                over.await();
            } else if (number == 2) {
                drip(exchange, over);
            }
            return false;
        })) {
            Webhook webhook = new Webhook(
                    URI.create(receiver.url("/")), "hook", new WebhookHeaders(null, null), null, Duration.ofSeconds(2));
            assertThatThrownBy(() -> deliver(webhook, "1")).hasMessageContaining("no answer within");
            assertThatThrownBy(() -> deliver(webhook, "2")).hasMessageContaining("no answer within");
            deliver(webhook, "3");
            over.countDown();
            assertThat(receiver.accepted()).isNotEmpty();
        }
    }

    private static void drip(HttpExchange exchange, CountDownLatch over) throws IOException, InterruptedException {
        exchange.sendResponseHeaders(200, 0);
        exchange.getResponseBody().write(new byte[100_000]);
        exchange.getResponseBody().flush();
        over.await();
    }

    @Test
    void oneThatRefusesIsAFailure() throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        Webhook webhook = webhook("http://127.0.0.1:" + port + "/", null, null);
        assertThatThrownBy(() -> deliver(webhook, "x"))
                .isInstanceOf(IOException.class)
                .hasMessage("cannot connect");
        Webhook unknown = webhook("http://no-such-host.invalid/", null, null);
        assertThatThrownBy(() -> deliver(unknown, "x"))
                .isInstanceOf(IOException.class)
                .hasMessage("unknown host");
    }

    @Test
    void headersComeFromAFileThatIsReadAgain() throws Exception {
        Path file = Files.writeString(dir.resolve("headers"), "# token\n\nAuthorization: Bearer one\nX-Team:  blue \n");
        try (FalcosidekickReceiver receiver = new FalcosidekickReceiver(JUDGE)) {
            Webhook webhook = webhook(receiver.url("/"), file, "user:hunter2");
            deliver(webhook, "x");
            Files.writeString(file, "Authorization: Bearer two\n");
            deliver(webhook, "x");
            webhook.refresh();
            deliver(webhook, "x");
            Files.writeString(file, "nonsense\n");
            webhook.refresh();
            assertThatThrownBy(() -> deliver(webhook, "x"))
                    .hasMessage(file + ":1: invalid header: expected NAME: VALUE");
            assertThat(receiver.requests())
                    .extracting(exchange -> exchange.getRequestHeaders().getFirst("Authorization"))
                    .containsExactly("Bearer one", "Bearer one", "Bearer two");
            assertThat(receiver.requests().get(0).getRequestHeaders().getFirst("X-Team"))
                    .isEqualTo("blue");
        }
    }

    @Test
    void userAndPasswordOfAUrlAreSentAsBasicAuthentication() throws Exception {
        try (FalcosidekickReceiver receiver = new FalcosidekickReceiver(JUDGE)) {
            deliver(webhook(receiver.url("/"), null, "user:hunter2"), "x");
            assertThat(receiver.requests().get(0).getRequestHeaders().getFirst("Authorization"))
                    .isEqualTo("Basic dXNlcjpodW50ZXIy");
        }
    }

    @Test
    void headersThatAreNoneAreNotQuoted() throws Exception {
        for (String wrong : new String[] {"secret", ": secret", "Bad Name: secret", "Host: secret", "X: a\rsecret"}) {
            Path file = Files.writeString(dir.resolve("headers"), wrong);
            assertThatThrownBy(() -> new WebhookHeaders(file, null))
                    .as(wrong)
                    .isInstanceOf(IOException.class)
                    .hasNoCause()
                    .hasMessageContaining(":1: invalid header")
                    .hasMessageNotContaining("secret");
        }
    }
}
