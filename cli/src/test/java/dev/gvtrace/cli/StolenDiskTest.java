// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gvtrace.cli.io.ExitCode;
import dev.gvtrace.cli.stamp.AuthorityServer;
import dev.gvtrace.cli.stamp.TestAuthority;
import dev.gvtrace.trace.SealKeys;
import dev.gvtrace.trace.verify.AnchoredNode;
import dev.gvtrace.trace.verify.RootAttacks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.PrivateKey;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The stolen-disk exercise: what root on a node can do to recordings after the fact, with the signing key, and which
 * check shows it. The table is in {@code SECURITY.md}; {@code stress/stolen-disk} repeats it with real sandboxes.
 */
class StolenDiskTest {
    private static final Pattern AGAINST =
            Pattern.compile("\"(intact|authentic|complete)\":(?:false|null)(?=.*\"reasons\")");

    @TempDir
    Path dir;

    private AnchoredNode node;
    private Path publicKey;
    private Path anchors;
    private Path authority;
    private Path stamp;
    private List<byte[]> lines;

    /** An attack on a directory, with the key that was found on the node. */
    private interface Attack {
        void on(Path folder, PrivateKey key) throws IOException;
    }

    @BeforeEach
    void record() throws IOException {
        node = new AnchoredNode(dir.resolve("node")).run(true);
        publicKey = node.publicKeyTo(dir.resolve("pub.pem"));
        assertThat(SealKeys.readPublicKey(publicKey)).isEqualTo(node.keys().getPublic());
        lines = List.copyOf(node.anchors());
        stampLedger();
    }

    /** The stamp is kept elsewhere. */
    private void stampLedger() throws IOException {
        TestAuthority made = TestAuthority.named("Public");
        authority = made.root(dir.resolve("authority.pem"));
        try (AuthorityServer server = AuthorityServer.replying(request -> made.grant(request, new Date()))) {
            Program.Result result = Program.run(
                    "stamp", dir.resolve("node").toString(), "--tsa", server.url(), "--tsa-ca", authority.toString());
            assertThat(result.exitCode()).as(result.err()).isEqualTo(ExitCode.DONE);
        }
        try (Stream<Path> files = Files.list(dir.resolve("node"))) {
            Path written = files.filter(each -> each.toString().endsWith(".tsr"))
                    .findFirst()
                    .orElseThrow();
            stamp = Files.move(written, dir.resolve(written.getFileName()));
        }
    }

    private static Map<String, Attack> attacks() {
        Map<String, Attack> all = new LinkedHashMap<>();
        all.put("nothing", (folder, key) -> {});
        all.put("a bit flipped", (folder, key) -> RootAttacks.flip(file(folder, 2)));
        all.put("a file cut", (folder, key) -> RootAttacks.cutAfterBlocks(file(folder, 2), 2));
        all.put("the middle file removed", (folder, key) -> Files.delete(file(folder, 1)));
        all.put(
                "a file rewritten and sealed without the key",
                (folder, key) -> RootAttacks.rewrite(
                        RootAttacks.files(folder, AnchoredNode.SHORT).get(0),
                        null,
                        Integer.MAX_VALUE,
                        AnchoredNode.newKeys().getPrivate()));
        all.put(
                "a file rewritten and sealed with the key",
                (folder, key) -> RootAttacks.rewrite(
                        RootAttacks.files(folder, AnchoredNode.SHORT).get(0), null, Integer.MAX_VALUE, key));
        all.put(
                "a recording and the ledger rewritten with the key",
                (folder, key) -> RootAttacks.rewriteAll(folder, AnchoredNode.LONG, key));
        all.put(
                "a recording removed, and its lines of the ledger, with the key",
                (folder, key) -> RootAttacks.removeAll(folder, AnchoredNode.LONG, key));
        all.put(
                "a recording removed, and its deletion added to the ledger with the key",
                (folder, key) -> RootAttacks.forgeDeletion(folder, AnchoredNode.LONG, key));
        all.put("the ledger rewritten with the key", RootAttacks::replaceLedger);
        all.put("the ledger's end cut off", (folder, key) -> RootAttacks.cutLedger(folder, 1));
        return all;
    }

    private static Path file(Path folder, int segment) throws IOException {
        return RootAttacks.files(folder, AnchoredNode.LONG).get(segment);
    }

    private Path stolen(String name, Attack attack) throws IOException {
        Path copy = dir.resolve(name.replaceAll("[^a-z]+", "-"));
        Files.createDirectories(copy);
        try (Stream<Path> files = Files.list(dir.resolve("node"))) {
            for (Path each : files.toList()) {
                Files.copy(each, copy.resolve(each.getFileName()), StandardCopyOption.COPY_ATTRIBUTES);
            }
        }
        attack.on(copy, node.keys().getPrivate());
        return copy;
    }

    /** The verdicts that are not yes, or a dash if the exit code is 0. */
    private static String shown(Path folder, String... options) {
        List<String> words = new ArrayList<>(List.of("verify", "--format", "json"));
        words.addAll(List.of(options));
        words.add(folder.toString());
        Program.Result result = Program.run(words.toArray(String[]::new));
        if (result.exitCode() == ExitCode.DONE) {
            return "-";
        }
        assertThat(result.exitCode()).as(result.err()).isEqualTo(ExitCode.NOT_VERIFIED);
        Set<String> verdicts = new HashSet<>();
        for (String line : result.out().split("\n")) {
            Matcher matcher = AGAINST.matcher(line);
            while (matcher.find()) {
                if (options.length > 0 || !matcher.group(1).equals("authentic")) {
                    verdicts.add(matcher.group(1));
                }
            }
        }
        return "not "
                + Stream.of("intact", "authentic", "complete")
                        .filter(verdicts::contains)
                        .collect(Collectors.joining(", "));
    }

    @Test
    void theTableOfTheSecurityPageIsWhatTheProgramShows() throws IOException {
        StringBuilder table = new StringBuilder();
        anchors = node.anchorsTo(dir.resolve("anchors"));
        for (Map.Entry<String, Attack> each : attacks().entrySet()) {
            Path folder = stolen(each.getKey(), each.getValue());
            table.append("| ").append(each.getKey());
            table.append(" | ").append(shown(folder));
            table.append(" | ").append(shown(folder, "--key", publicKey.toString()));
            table.append(" | ").append(shown(folder, "--key", publicKey.toString(), "--anchors", anchors.toString()));
            Files.copy(stamp, folder.resolve(stamp.getFileName()));
            table.append(" | ")
                    .append(shown(folder, "--key", publicKey.toString(), "--stamp", "--tsa-ca", authority.toString()))
                    .append(" |\n");
        }
        assertThat(Files.readString(Repository.top().resolve("SECURITY.md"))).contains(table);
    }

    @Test
    void whatWasNotAnchoredYetCanBeChanged() throws IOException {
        anchors = Files.write(dir.resolve("anchors"), lines.get(0));
        Path folder = stolen("early", (copy, key) -> RootAttacks.rewriteAll(copy, AnchoredNode.LONG, key));
        Program.Result result = Program.run(
                "verify", "--key", publicKey.toString(), "--anchors", anchors.toString(), folder.toString());
        assertThat(result.out())
                .contains("a.gvt", "not anchored")
                .doesNotContain("altered", "sealed again", "not intact");
    }

    @Test
    void anchorsThatWereChangedThemselvesShow() throws IOException {
        Path folder = dir.resolve("node");
        Map<String, List<byte[]>> changes = new LinkedHashMap<>();
        changes.put(
                "is missing",
                Stream.concat(lines.subList(0, 2).stream(), lines.subList(3, 7).stream())
                        .toList());
        changes.put("without the recorder's last one", lines.subList(0, 6));
        changes.put("begins with anchor 2", lines.subList(1, 7));
        for (Map.Entry<String, List<byte[]>> each : changes.entrySet()) {
            node.anchors().clear();
            node.anchors().addAll(each.getValue());
            anchors = node.anchorsTo(dir.resolve("anchors"));
            Program.Result result = Program.run(
                    "verify", "--key", publicKey.toString(), "--anchors", anchors.toString(), folder.toString());
            assertThat(result.exitCode()).isEqualTo(ExitCode.NOT_VERIFIED);
            assertThat(result.out()).contains(each.getKey());
        }
    }

    @Test
    void theAnswerNamesWhatIsAnchoredInTextAndJson() throws IOException {
        anchors = node.anchorsTo(dir.resolve("anchors"));
        Path folder = dir.resolve("node");
        Program.Result text = Program.run("verify", "--anchors", anchors.toString(), folder.toString());
        assertThat(text.exitCode()).as(text.out() + text.err()).isEqualTo(ExitCode.DONE);
        assertThat(text.out())
                .contains(
                        "  anchored up to message 57, at 2023-11-14T22:19:20Z: all of it",
                        "anchors of node-1, /var/lib/gvtrace: verified, 7 anchors from 2023-11-14T22:14:20.000000000Z to"
                                + " 2023-11-14T22:19:20.000000001Z, 1 start of the recorder, 0 not delivered");
        Program.Result json =
                Program.run("verify", "--format", "json", "--anchors", anchors.toString(), folder.toString());
        assertThat(json.out())
                .contains(
                        "\"anchored\":{\"last_message\":57,\"time\":\"2023-11-14T22:19:20.000000001Z\",\"messages_after\":0}",
                        "\"host\":\"node-1\",\"directory\":\"/var/lib/gvtrace\",\"compared\":true,\"verified\":true",
                        "\"count\":7,\"starts\":1,\"undelivered\":0");
    }

    @Test
    void anchorsThatAreNotAboutTheDirectoryProveNothing() throws IOException {
        anchors = node.anchorsTo(dir.resolve("anchors"));
        Program.Result empty = Program.run(
                "verify",
                "--anchors",
                anchors.toString(),
                Files.createDirectory(dir.resolve("empty")).toString());
        assertThat(empty.exitCode()).isEqualTo(ExitCode.NOT_VERIFIED);
        assertThat(empty.out()).contains("anchors of node-1, /var/lib/gvtrace: nothing of that is here; not compared");
        assertThat(empty.err()).contains("none of the anchors is about what was given");
        for (String wrong : List.of("nowhere", "pub.pem")) {
            Program.Result unreadable = Program.run(
                    "verify",
                    "--anchors",
                    dir.resolve(wrong).toString(),
                    dir.resolve("node").toString());
            assertThat(unreadable.exitCode()).isEqualTo(ExitCode.NOT_READABLE);
            assertThat(unreadable.err()).contains(wrong);
        }
    }
}
