// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.stamp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gvtrace.cli.Program;
import dev.gvtrace.cli.io.ExitCode;
import dev.gvtrace.trace.verify.AnchoredNode;
import dev.gvtrace.trace.verify.RootAttacks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.time.Instant;
import java.util.Date;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What root on a node, with the signing key, can do to recordings after the fact, and what a stamp over the ledger that
 * was copied off the node shows of it. The table is in {@code SECURITY.md}.
 */
class StampedDiskTest {
    private static final TestAuthority AUTHORITY = TestAuthority.named("Public");
    private static final Instant STAMPED = Instant.now().minusSeconds(7200);
    private static final Instant INTRUSION = Instant.now().minusSeconds(3600);

    @TempDir
    Path dir;

    private AnchoredNode node;
    private Path folder;
    private Path key;
    private Path ca;
    private Path kept;

    private interface Attack {
        void on(Path folder, PrivateKey key) throws IOException;
    }

    /** A node whose ledger was stamped before the intrusion; the stamp is kept elsewhere. */
    @BeforeEach
    void record() throws IOException {
        folder = dir.resolve("node");
        node = new AnchoredNode(folder).run(true);
        key = node.publicKeyTo(dir.resolve("pub.pem"));
        ca = AUTHORITY.root(dir.resolve("ca.pem"));
        stamp(STAMPED);
        try (Stream<Path> files = Files.list(folder)) {
            Path stamp = files.filter(file -> file.toString().endsWith(".tsr"))
                    .findFirst()
                    .orElseThrow();
            kept = Files.move(stamp, dir.resolve(stamp.getFileName()));
        }
    }

    private void stamp(Instant time) throws IOException {
        try (AuthorityServer server = AuthorityServer.replying(request -> AUTHORITY.grant(request, Date.from(time)))) {
            Program.Result result =
                    Program.run("stamp", folder.toString(), "--tsa", server.url(), "--tsa-ca", ca.toString());
            assertThat(result.exitCode()).as(result.err()).isZero();
        }
    }

    private Program.Result verify(String... more) {
        return Program.run(Stream.concat(
                        Stream.of("verify", folder.toString(), "--key", key.toString(), "--tsa-ca", ca.toString()),
                        Stream.concat(Stream.of("--stamp"), Stream.of(more)))
                .toArray(String[]::new));
    }

    private Program.Result afterwards(Attack attack) throws IOException {
        attack.on(folder, node.keys().getPrivate());
        Files.copy(kept, folder.resolve(kept.getFileName()));
        return verify();
    }

    private void isShown(Attack attack) throws IOException {
        Program.Result result = afterwards(attack);
        assertThat(result.exitCode()).as(result.out()).isEqualTo(ExitCode.NOT_VERIFIED);
        assertThat(result.out()).contains("no beginning of the ledger has the stamped digest");
    }

    @Test
    void nothingChanged() throws IOException {
        Program.Result result = afterwards((at, with) -> {});
        assertThat(result.exitCode()).as(result.out()).isZero();
        assertThat(result.out()).doesNotContain("not stamped");
        assertThat(verify("--require", "stamped").exitCode()).isZero();
    }

    @Test
    void aRecordingAndTheLedgerRewrittenWithTheKeyAreShown() throws IOException {
        isShown((at, with) -> RootAttacks.rewriteAll(at, AnchoredNode.LONG, with));
    }

    @Test
    void aRecordingRemovedWithItsLinesIsShown() throws IOException {
        isShown((at, with) -> RootAttacks.removeAll(at, AnchoredNode.LONG, with));
    }

    @Test
    void aNewLedgerIsShown() throws IOException {
        isShown(RootAttacks::replaceLedger);
    }

    @Test
    void aLedgerCutAtItsEndIsShown() throws IOException {
        isShown((at, with) -> RootAttacks.cutLedger(at, 1));
    }

    /** What follows the stamped lines is not covered: a forged deletion looks like one of the recorder. */
    @Test
    void aDeletionAddedWithTheKeyLooksLikeOneOfTheRecorder() throws IOException {
        Program.Result result = afterwards((at, with) -> RootAttacks.forgeDeletion(at, AnchoredNode.LONG, with));
        assertThat(result.out()).contains("deleted by the recorder").doesNotContain("has the stamped digest");
    }

    /** Without the stamp that was kept elsewhere, a new one makes the forgery look right, but late. */
    @Test
    void aForgeryThatIsStampedAnewIsLate() throws IOException {
        RootAttacks.rewriteAll(folder, AnchoredNode.LONG, node.keys().getPrivate());
        stamp(Instant.now());
        assertThat(verify().exitCode()).isZero();
        assertThat(verify("--require", "stamped").exitCode()).isZero();
        Program.Result late = verify("--require", "stamped", "--stamped-before", INTRUSION.toString());
        assertThat(late.exitCode()).isEqualTo(ExitCode.NOT_VERIFIED);
        Files.copy(kept, folder.resolve("ledger.jsonl.1.tsr"));
        assertThat(verify().out()).contains("no beginning of the ledger has the stamped digest");
    }
}
