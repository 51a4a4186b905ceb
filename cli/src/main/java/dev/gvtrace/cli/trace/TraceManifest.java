// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.trace;

import dev.gvtrace.api.TraceInfo;
import dev.gvtrace.cli.io.CommandException;
import dev.gvtrace.cli.io.ExitCode;
import dev.gvtrace.cli.io.Times;
import dev.gvtrace.cli.io.Version;
import dev.gvtrace.text.EscapedText;
import dev.gvtrace.text.Escapes;
import dev.gvtrace.text.FileNames;
import dev.gvtrace.text.JsonWriter;
import dev.gvtrace.text.Text;
import dev.gvtrace.trace.FileErrors;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What accompanies a recording when it is handed over: where and by what it was recorded, and the digests of its files.
 *
 * @param info of the recording
 * @param files its files, in their order
 * @param session digest of the session configuration; null if that is unknown
 * @param by the user who made the manifest
 * @param on the host on which it was made
 * @param at when it was made
 */
record TraceManifest(
        TraceInfo info, List<Entry> files, @Nullable String session, Text by, Text on, Instant at) {
    private static final Path HOST_NAME = Path.of("/proc/sys/kernel/hostname");
    private static final int BUFFER = 1 << 20;

    /**
     * A file.
     *
     * @param name as given
     * @param bytes its size
     * @param sha256 digest of all of it, hexadecimal
     */
    record Entry(Text name, long bytes, String sha256) {}

    /** Reads the files once more, for their digests. */
    static TraceManifest of(TraceInfo info) {
        List<Entry> files = new ArrayList<>();
        for (Text name : info.files()) {
            files.add(entry(name));
        }
        Text session = info.session();
        return new TraceManifest(
                info,
                files,
                session == null ? null : hex(sha256().digest(session.bytes())),
                Text.ofUtf8(System.getProperty("user.name", "")),
                host(),
                Instant.now());
    }

    private static Entry entry(Text name) {
        Path file = FileNames.path(EscapedText.of(name));
        MessageDigest digest = sha256();
        long bytes = 0;
        try (InputStream in = Files.newInputStream(file)) {
            byte[] buffer = new byte[BUFFER];
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                digest.update(buffer, 0, n);
                bytes += n;
            }
        } catch (IOException e) {
            throw new CommandException(ExitCode.NOT_READABLE, FileErrors.text(file, e), e);
        }
        return new Entry(name, bytes, hex(digest.digest()));
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("each JVM has SHA-256", e);
        }
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    private static Text host() {
        try {
            return Text.ofUtf8(EscapedText.decode(Files.readAllBytes(HOST_NAME)).strip());
        } catch (IOException e) {
            return Text.EMPTY;
        }
    }

    /** Comments, and a line for each file as {@code sha256sum -c} reads it. */
    String text() {
        StringBuilder out = new StringBuilder();
        UUID recording = info.recording();
        comment(out, "recording", recording == null ? "unknown" : recording.toString());
        comment(out, "recorded on", shown(info.host()));
        comment(out, "recorded by", shown(info.tool()));
        comment(out, "sandbox", shown(info.sandbox()));
        TraceInfo.Peer peer = info.peer();
        comment(
                out,
                "peer",
                peer == null ? "unknown" : "pid " + peer.pid() + ", uid " + peer.uid() + ", gid " + peer.gid());
        comment(out, "session", session == null ? "unknown" : "sha256 " + session);
        comment(out, "received", time(info.firstReceived()) + " to " + time(info.lastReceived()));
        comment(out, "messages", info.messages() + ", " + info.lost() + " lost in " + info.gapCount() + " gaps");
        comment(out, "end", info.endingText());
        comment(out, "seal", info.seal() == null ? "none" : info.seal());
        info.derivedFrom().forEach(source -> comment(out, "made from", source.display()));
        CustodyFacts.of(info).text((what, value) -> comment(out, what, value));
        comment(
                out,
                "manifest made",
                time(at) + " by " + by.display() + " on " + on.display() + " with gvtrace " + Version.number());
        for (Entry file : files) {
            out.append(sumLine(file)).append('\n');
        }
        return out.toString();
    }

    /**
     * A name with a backslash or a line end is escaped as sha256sum does it, and the line begins with a backslash.
     * Names with other control characters are right in JSON only.
     */
    private static String sumLine(Entry file) {
        String name = EscapedText.of(file.name());
        String escaped = Escapes.message(name);
        return (escaped.equals(name) ? "" : "\\") + file.sha256() + "  " + escaped;
    }

    private static void comment(StringBuilder out, String what, String value) {
        out.append("# ").append(what).append(": ").append(value).append('\n');
    }

    private static String shown(@Nullable Text text) {
        return text == null ? "unknown" : text.display();
    }

    private static String time(@Nullable Instant time) {
        String text = Times.rfc3339(time);
        return text == null ? "unknown" : text;
    }

    /** One object. */
    String json() {
        JsonWriter out = new JsonWriter().open('{');
        UUID recording = info.recording();
        out.key("recording").text(recording == null ? null : recording.toString());
        out.key("host").text(info.host()).key("tool").text(info.tool());
        out.key("sandbox").text(info.sandbox());
        TraceInfo.Peer peer = info.peer();
        if (peer != null) {
            out.key("peer").open('{').key("pid").plain(peer.pid());
            out.key("uid").plain(peer.uid()).key("gid").plain(peer.gid()).close('}');
        }
        out.key("session_sha256").text(session);
        out.key("first_received").text(Times.rfc3339(info.firstReceived()));
        out.key("last_received").text(Times.rfc3339(info.lastReceived()));
        out.key("messages").plain(info.messages());
        out.key("lost").plain(info.lost()).key("gaps").plain(info.gapCount());
        out.key("ending").text(info.ending()).key("seal").text(info.seal());
        out.key("derived_from").open('[');
        info.derivedFrom().forEach(out::text);
        out.close(']').key("files").open('[');
        for (Entry file : files) {
            out.open('{').key("name").text(file.name()).key("bytes").plain(file.bytes());
            out.key("sha256").text(file.sha256()).close('}');
        }
        out.close(']');
        CustodyFacts.of(info).json(out);
        out.key("made").open('{').key("at").text(Times.rfc3339(at));
        out.key("by").text(by).key("on").text(on);
        return out.key("with")
                .text("gvtrace " + Version.number())
                .close('}')
                .close('}')
                .toString();
    }
}
