// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.capture.facts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gvtrace.capture.session.RunscCommandLine;
import dev.gvtrace.capture.socket.UnixHttp;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class DockerFactsTest {
    private static final String ID = "d".repeat(64);

    @TempDir
    Path dir;

    @Test
    void recognizesTheRunscOfDockerOnly() {
        assertThat(isOfDocker("--root", "/run/docker/runtime-runc/moby", "create", "--bundle", "/b", ID))
                .isTrue();
        assertThat(isOfDocker("--root=/x/exec/runtime-runsc/moby/", "create", ID))
                .isTrue();
        assertThat(isOfDocker("--root", "/run/containerd/runsc/k8s.io", "create", ID))
                .isFalse();
        assertThat(isOfDocker("create", ID)).isFalse();
    }

    @Test
    void nameImageAndLabelsBecomeFacts() throws Exception {
        // as Docker 20.10 answers, shortened
        String answer = "[{\"Id\":\"" + ID + "\",\"Names\":[\"/other/alias\",\"/web-1\"],\"Image\":\"shop/web:1.4\","
                + "\"ImageID\":\"sha256:e492ec560f53eb51fbbb8cdf403326427d4d95defe86cd0c11064e120df8a57b\","
                + "\"Labels\":{\"com.example.tier\":\"front\",\"team\":\"shop\"},\"State\":\"created\"}]";
        Path socket = dir.resolve("docker.sock");
        CompletableFuture<String> asked = answering(socket, "HTTP/1.0 200 OK\r\nContent-Type: x\r\n\r\n" + answer);
        byte[] json = DockerFacts.container(socket, ID);
        assertThat(asked.get())
                .startsWith("GET /containers/json?all=1&filters=%7B%22id%22")
                .contains(ID);
        assertThat(new String(json, StandardCharsets.UTF_8))
                .isEqualTo("{\"id\":\"" + ID + "\",\"from\":\"docker\",\"facts\":{\"container.type\":\"docker\","
                        + "\"container.name\":\"web-1\",\"container.image\":\"shop/web:1.4\","
                        + "\"container.image.id\":\"e492ec560f53\",\"container.label.com.example.tier\":\"front\","
                        + "\"container.label.team\":\"shop\"}}");
    }

    @Test
    void withoutADaemonOrAValidAnswerThereAreNoFacts() throws Exception {
        assertThat(DockerFacts.container(dir.resolve("none.sock"), ID)).isNull();
        assertThat(DockerFacts.container(dir.resolve("none.sock"), "../x")).isNull();
        for (String answer : List.of(
                "",
                "HTTP/1.0 500 Oops\r\n\r\n[]",
                "HTTP/1.0 200 OK\r\n\r\n[{",
                "HTTP/1.0 200 OK\r\n\r\n" + "[".repeat(10_000),
                "HTTP/1.0 200 OK\r\n\r\n[{\"Id\":{}}]",
                "HTTP/1.0 200 OK\r\n\r\n[[],null]",
                "HTTP/1.0 200 OK\r\n\r\n[{\"Id\":\"x\"}]")) {
            Path socket = dir.resolve("d" + answer.hashCode() + ".sock");
            answering(socket, answer);
            assertThat(DockerFacts.container(socket, ID)).isNull();
        }
    }

    @Test
    void valuesOfAnotherKindCountAsAbsent() throws Exception {
        Path socket = dir.resolve("docker.sock");
        answering(
                socket,
                "HTTP/1.0 200 OK\r\n\r\n[{\"Id\":\"" + ID + "\",\"Names\":[{}],\"Image\":[],\"ImageID\":{},"
                        + "\"Labels\":{\"a\":{},\"b\":\"\ud83d\ude00\u00e9/\"}}]");
        assertThat(new String(DockerFacts.container(socket, ID), StandardCharsets.UTF_8))
                .isEqualTo("{\"id\":\"" + ID + "\",\"from\":\"docker\",\"facts\":{\"container.type\":\"docker\","
                        + "\"container.image\":\"\",\"container.image.id\":\"\",\"container.label.a\":\"\","
                        + "\"container.label.b\":\"\\uD83D\\uDE00\u00e9/\"}}");
    }

    @Test
    void anAnswerHasLimits() throws Exception {
        Path mute = dir.resolve("mute.sock");
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(mute));
            assertThatThrownBy(() -> UnixHttp.get(mute, "/", Duration.ofMillis(100), 100))
                    .hasMessageContaining("no answer in time");
        }
        Path chatty = dir.resolve("chatty.sock");
        answering(chatty, "HTTP/1.0 200 OK\r\n\r\n" + "x".repeat(1000));
        assertThatThrownBy(() -> UnixHttp.get(chatty, "/", Duration.ofSeconds(10), 100))
                .hasMessageContaining("longer than 100 bytes");
    }

    private static boolean isOfDocker(String... words) {
        List<String> all = new java.util.ArrayList<>(List.of("runsc"));
        all.addAll(List.of(words));
        return DockerFacts.isOfDocker(RunscCommandLine.of(all));
    }

    /** Answers one question; its text is what was asked. */
    private static CompletableFuture<String> answering(Path socket, String answer) throws IOException {
        ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        server.bind(UnixDomainSocketAddress.of(socket));
        return CompletableFuture.supplyAsync(() -> {
            try (server;
                    SocketChannel client = server.accept()) {
                ByteBuffer question = ByteBuffer.allocate(4096);
                client.read(question);
                client.write(StandardCharsets.UTF_8.encode(answer));
                return new String(question.array(), 0, question.position(), StandardCharsets.UTF_8);
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        });
    }
}
