// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.stamp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gvtrace.cli.Program;
import dev.gvtrace.cli.io.ExitCode;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.stream.Stream;
import org.bouncycastle.asn1.cmp.PKIFailureInfo;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.tsp.TimeStampRequest;
import org.bouncycastle.tsp.TimeStampRequestGenerator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code gvtrace stamp} with authorities that are right, wrong, hostile, slow and dead. */
@Timeout(120)
class StampCommandTest {
    private static final TestAuthority HONEST = TestAuthority.named("Honest");

    @TempDir
    Path dir;

    private Path file;
    private Path ca;

    @BeforeEach
    void prepare() throws IOException {
        file = Files.writeString(dir.resolve("evidence.bin"), "some bytes");
        ca = HONEST.root(dir.resolve("ca.pem"));
    }

    private Path stored() {
        return dir.resolve("evidence.bin.tsr");
    }

    private Program.Result stamp(AuthorityServer server, String... more) {
        List<String> words =
                new ArrayList<>(List.of("stamp", file.toString(), "--tsa", server.url(), "--tsa-ca", ca.toString()));
        words.addAll(List.of(more));
        return Program.run(words.toArray(String[]::new));
    }

    /** Nothing may be left when a reply is refused. */
    private void refused(AuthorityServer.Replies replies, String reason) throws IOException {
        try (AuthorityServer server = AuthorityServer.replying(replies)) {
            Program.Result result = stamp(server);
            assertThat(result.err()).contains(server.url(), "no valid time stamp over " + file, reason);
            assertThat(result.exitCode()).isEqualTo(ExitCode.NOT_VERIFIED);
            assertThat(result.err().lines()).as("one line").hasSize(1);
            assertNothingIsLeft();
        }
    }

    private void noReply(AuthorityServer.Handler handler, String reason, String... more) throws IOException {
        try (AuthorityServer server = AuthorityServer.handling(handler)) {
            Program.Result result = stamp(server, more);
            assertThat(result.err()).contains(server.url() + ": no time stamp: " + reason);
            assertThat(result.exitCode()).isEqualTo(ExitCode.NOT_WRITTEN);
            assertNothingIsLeft();
        }
    }

    private void assertNothingIsLeft() throws IOException {
        try (Stream<Path> left = Files.list(dir)) {
            assertThat(left.map(path -> path.getFileName().toString()))
                    .containsExactlyInAnyOrder("evidence.bin", "ca.pem");
        }
    }

    @Test
    void storesTheWholeReplyAndPrintsHowToVerifyIt() throws IOException {
        List<byte[]> replies = new ArrayList<>();
        try (AuthorityServer server = AuthorityServer.replying(request -> {
            byte[] reply = HONEST.grant(request);
            replies.add(reply);
            return reply;
        })) {
            Program.Result result = stamp(server);
            assertThat(result.exitCode()).as(result.err()).isZero();
            assertThat(result.out())
                    .contains(stored() + ": " + file + " stamped 20", "by CN=Honest", "serial 1267", "policy 1.2.3.4.1")
                    .contains("authority verified by CN=Root of Honest")
                    .contains("openssl ts -verify -in " + stored() + " -data " + file + " -CAfile " + ca);
            assertThat(stored()).hasBinaryContent(replies.get(0));
            assertThat(server.heads()).containsExactly("POST application/timestamp-query null");
            Program.Result again = stamp(server);
            assertThat(again.exitCode()).isEqualTo(ExitCode.NOT_WRITTEN);
            assertThat(again.err()).contains(stored() + ": is there already; --force replaces it");
            assertThat(server.heads()).as("the authority is not asked in vain").hasSize(1);
            assertThat(stamp(server, "--force").exitCode()).isZero();
            assertThat(stored()).hasBinaryContent(replies.get(1));
        }
    }

    @Test
    void refusesWhatIsNotAReply() throws IOException {
        refused(
                request -> "<!DOCTYPE html>\n<html>".getBytes(StandardCharsets.US_ASCII),
                "begins with '<!DOCTYPE html> <html>'");
        refused(request -> new byte[0], "an empty reply");
        refused(request -> new byte[] {0x30, 0x03, 0x02, 0x01}, "begins with the bytes 30 03 02 01");
        refused(
                request -> {
                    byte[] nested = new byte[200_000];
                    for (int i = 0; i < nested.length; i += 2) {
                        nested[i] = 0x30;
                        nested[i + 1] = (byte) 0x80;
                    }
                    return nested;
                },
                "not a reply to a time-stamp request");
        refused(
                request -> {
                    byte[] reply = HONEST.grant(request);
                    return Arrays.copyOf(reply, reply.length + 3);
                },
                "bytes follow it");
        refused(request -> Arrays.copyOf(HONEST.grant(request), 900), "not a reply to a time-stamp request");
    }

    @Test
    void refusesARejectionWithItsReason() throws IOException {
        refused(
                request -> HONEST.refuse(2, PKIFailureInfo.badAlg, "no such\u001b[31m digest"),
                "refused by the authority: rejection, 'no such\\x1b[31m digest' (badAlg)");
        refused(
                request -> HONEST.refuse(3, PKIFailureInfo.timeNotAvailable, "later"),
                "waiting, 'later' (timeNotAvailable)");
    }

    @Test
    void refusesAReplyToAnotherRequest() throws Exception {
        byte[] other = new byte[32];
        refused(
                request -> HONEST.grant(again(request, other, new TimeStampRequest(request).getNonce())),
                "over another digest, SHA-256 00000000");
        refused(
                request -> HONEST.grant(again(
                        request, new TimeStampRequest(request).getMessageImprintDigest(), java.math.BigInteger.TWO)),
                "with another nonce than that of the request");
        try (AuthorityServer server = AuthorityServer.replying(request -> {
            TimeStampRequest asked = new TimeStampRequest(request);
            return HONEST.grant(again(request, asked.getMessageImprintDigest(), asked.getNonce()));
        })) {
            Program.Result result = stamp(server, "--policy", "1.2.3.99");
            assertThat(result.exitCode()).isEqualTo(ExitCode.NOT_VERIFIED);
            assertThat(result.err()).contains("under the policy 1.2.3.4.1, expected 1.2.3.99");
        }
    }

    private static byte[] again(byte[] request, byte[] digest, java.math.BigInteger nonce) throws IOException {
        TimeStampRequestGenerator generator = new TimeStampRequestGenerator();
        generator.setCertReq(true);
        return generator
                .generate(new TimeStampRequest(request).getMessageImprintAlgOID(), digest, nonce)
                .getEncoded();
    }

    @Test
    void refusesAWrongSignatureOrCertificate() throws IOException {
        refused(
                request -> {
                    byte[] reply = HONEST.grant(request);
                    reply[reply.length - 10] ^= 1;
                    return reply;
                },
                "with a wrong signature or certificate");
        refused(
                TestAuthority.with("Mail", true, KeyPurposeId.id_kp_emailProtection)::forge,
                "wrong signature or certificate: ");
        refused(
                TestAuthority.with("Lax", false, KeyPurposeId.id_kp_timeStamping)::forge,
                "ExtendedKeyUsage extension marked as critical");
        refused(TestAuthority.with("Plain", true)::forge, "ExtendedKeyUsage");
        refused(TestAuthority.named("Other")::grant, "CN=Other, whose certificate does not lead to one of " + ca);
        refused(HONEST.withoutCertificate()::grant, "without the certificate of its authority");
        long now = System.currentTimeMillis();
        Date[] past = {new Date(now - 20_000_000_000L), new Date(now - 10_000_000_000L)};
        refused(
                TestAuthority.with("Expired", past, true, KeyPurposeId.id_kp_timeStamping)::grant,
                "with a wrong signature or certificate: ");
    }

    @Test
    void reportsAnAuthorityThatGivesNoReply() throws IOException {
        noReply((exchange, request) -> exchange.sendResponseHeaders(503, -1), "status 503");
        noReply(
                (exchange, request) -> {
                    exchange.getResponseHeaders().set("Location", "https://elsewhere/");
                    exchange.sendResponseHeaders(302, -1);
                },
                "status 302, a redirect, which is not followed: to https://elsewhere/");
        noReply(
                (exchange, request) -> {
                    exchange.sendResponseHeaders(200, 0);
                    OutputStream out = exchange.getResponseBody();
                    byte[] part = new byte[64 << 10];
                    try {
                        while (true) {
                            out.write(part);
                        }
                    } catch (IOException e) {
                        // the client has enough
                    }
                },
                "the answer is larger than ");
        String unused;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            unused = "http://127.0.0.1:" + socket.getLocalPort() + "/";
        }
        Program.Result dead = Program.run("stamp", file.toString(), "--tsa", unused, "--tsa-ca", ca.toString());
        assertThat(dead.exitCode()).isEqualTo(ExitCode.NOT_WRITTEN);
        assertThat(dead.err()).contains(unused + ": no time stamp: cannot connect");
        Program.Result unknown = Program.run("stamp", file.toString(), "--tsa", "http://nowhere.invalid/");
        assertThat(unknown.exitCode()).isEqualTo(ExitCode.NOT_WRITTEN);
        assertThat(unknown.err()).contains("http://nowhere.invalid/: no time stamp: ");
    }

    @Test
    void doesNotWaitLongerThanItsLimit() throws IOException {
        AuthorityServer[] itself = new AuthorityServer[1];
        try (AuthorityServer silent = AuthorityServer.handling((exchange, request) -> itself[0].awaitClose())) {
            itself[0] = silent;
            assertThat(stamp(silent, "--timeout", "300ms").err()).contains("no complete answer within 0.3 s");
        }
        try (AuthorityServer stalled = AuthorityServer.handling((exchange, request) -> {
            exchange.sendResponseHeaders(200, 1000);
            exchange.getResponseBody().write(new byte[10]);
            exchange.getResponseBody().flush();
            itself[0].awaitClose();
        })) {
            itself[0] = stalled;
            Program.Result result = stamp(stalled, "--timeout", "300ms");
            assertThat(result.err()).contains("no complete answer within 0.3 s");
            assertThat(result.exitCode()).isEqualTo(ExitCode.NOT_WRITTEN);
        }
        assertNothingIsLeft();
    }

    @Test
    void passwordsAreInNoMessage() throws IOException {
        try (AuthorityServer server =
                AuthorityServer.handling((exchange, request) -> exchange.sendResponseHeaders(401, -1))) {
            Program.Result result = Program.run(
                    "stamp", file.toString(), "--tsa", "http://me:s3cret@127.0.0.1:" + server.port() + "/x?k=s3cret");
            assertThat(result.err()).contains("status 401").doesNotContain("s3cret");
            assertThat(server.heads()).containsExactly("POST application/timestamp-query Basic bWU6czNjcmV0");
        }
        for (String wrong : List.of("ftp://me:s3cret@host/", "http://me:s3cret@ho st/", "s3cret")) {
            Program.Result result = Program.run("stamp", file.toString(), "--tsa", wrong);
            assertThat(result.exitCode()).isEqualTo(ExitCode.USAGE);
            assertThat(result.err()).contains("--tsa: invalid address").doesNotContain("s3cret");
        }
    }

    @Test
    void takesARequestAndAReplyByHand() throws IOException {
        assertThat(Program.run("stamp", file.toString(), "--query-only").exitCode())
                .isZero();
        Path query = dir.resolve("evidence.bin.tsq");
        byte[] request = Files.readAllBytes(query);
        Path reply = Files.write(dir.resolve("reply"), HONEST.grant(request));
        Program.Result result =
                Program.run("stamp", file.toString(), "--reply", reply.toString(), "--tsa-ca", ca.toString());
        assertThat(result.exitCode()).as(result.err()).isZero();
        assertThat(stored()).hasBinaryContent(Files.readAllBytes(reply));
        Files.delete(stored());

        Files.write(reply, HONEST.grant(again(request, new TimeStampRequest(request).getMessageImprintDigest(), null)));
        assertThat(Program.run("stamp", file.toString(), "--reply", reply.toString())
                        .err())
                .contains("with another nonce than that of the request");
        Files.delete(query);
        Program.Result without = Program.run("stamp", file.toString(), "--reply", reply.toString());
        assertThat(without.exitCode()).isZero();
        assertThat(without.err()).contains("so the nonce of the reply is not compared");
        Files.delete(stored());
        Files.writeString(file, "changed");
        Files.write(query, request);
        Program.Result changed = Program.run("stamp", file.toString(), "--reply", reply.toString());
        assertThat(changed.exitCode()).isEqualTo(ExitCode.NOT_VERIFIED);
        assertThat(changed.err()).contains("the file was changed since the request");
        Files.delete(query);
        assertThat(Program.run(
                                "stamp",
                                file.toString(),
                                "--reply",
                                dir.resolve("none").toString())
                        .exitCode())
                .isEqualTo(ExitCode.NOT_READABLE);
    }

    @Test
    void stampsTheWholeLinesOfALedgerAndNotTwice() throws IOException {
        Path ledger = Files.writeString(dir.resolve("ledger.jsonl"), "{}\n{}\n{\"torn");
        try (AuthorityServer server = AuthorityServer.replying(HONEST::grant)) {
            String[] words = {"stamp", dir.toString(), "--tsa", server.url(), "--tsa-ca", ca.toString()};
            Program.Result first = Program.run(words);
            assertThat(first.exitCode()).as(first.err()).isZero();
            assertThat(first.out())
                    .contains("ledger.jsonl.2.tsr: " + ledger + ", lines 1 to 2 stamped")
                    .contains("head -n 2 " + ledger + " | openssl ts -verify -in " + ledger
                            + ".2.tsr -data /dev/stdin -CAfile " + ca);
            Program.Result same = Program.run(words);
            assertThat(same.exitCode()).isZero();
            assertThat(same.out()).contains("no new line since this stamp");
            assertThat(server.heads()).hasSize(1);
            Files.writeString(ledger, "\"}\n", StandardOpenOption.APPEND);
            assertThat(Program.run(words).out()).contains("ledger.jsonl.3.tsr");
        }
        Files.writeString(ledger, "no line feed");
        assertThat(Program.run("stamp", ledger.toString(), "--query-only").err())
                .contains(ledger + ": no whole line in it");
    }

    @Test
    void severalFilesAreStampedAndTheWrongOnesReported() throws IOException {
        Path second = Files.writeString(dir.resolve("it's.bin"), "x");
        try (AuthorityServer server = AuthorityServer.replying(HONEST::grant)) {
            Program.Result result = Program.run(
                    "stamp", file.toString(), dir.resolve("none").toString(), second.toString(), "--tsa", server.url());
            assertThat(result.exitCode()).isEqualTo(ExitCode.NOT_READABLE);
            assertThat(result.err()).contains("none: no such file", "without --tsa-ca it is not checked");
            assertThat(stored()).exists();
            assertThat(result.out()).contains("'" + dir + "/it'\\''s.bin'");
        }
    }

    @Test
    void refusesATraceThatIsNotSealed() throws IOException {
        byte[] sealed = Files.readAllBytes(Path.of("..", "samples", "traces", "web-break-in.gvt"));
        Path cut = Files.write(dir.resolve("cut.gvt"), Arrays.copyOf(sealed, sealed.length - 200));
        Program.Result result = Program.run("stamp", cut.toString(), "--query-only");
        assertThat(result.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(result.err()).contains(cut.toString(), "its bytes may still change", "gvtrace repair", "SIGHUP");
        Path headless = Files.write(dir.resolve("headless.gvt"), Arrays.copyOf(sealed, 20));
        assertThat(Program.run("stamp", headless.toString(), "--query-only").exitCode())
                .isEqualTo(ExitCode.NOT_READABLE);
    }

    @Test
    void reportsWrongOptions() throws IOException {
        String name = file.toString();
        assertThat(Program.run("stamp", name).err()).contains("no authority given: expected --tsa URL");
        assertThat(Program.run("stamp", name, "--query-only", "--tsa", "http://x/")
                        .err())
                .contains("exclude each other");
        assertThat(Program.run("stamp", name, name, "--query-only", "-o", "x").err())
                .contains("--output is for one FILE");
        assertThat(Program.run("stamp", name, "--query-only", "--policy", "x.y").err())
                .contains("invalid policy 'x.y'");
        Path none = Files.writeString(dir.resolve("none.pem"), "nothing");
        Program.Result result = Program.run("stamp", name, "--tsa", "http://x/", "--tsa-ca", none.toString());
        assertThat(result.exitCode()).isEqualTo(ExitCode.NOT_READABLE);
        assertThat(result.err()).contains("--tsa-ca: " + none);
        assertThat(Program.run("stamp", dir.toString(), "--query-only").err())
                .contains("no ledger.jsonl in this directory");
    }
}
