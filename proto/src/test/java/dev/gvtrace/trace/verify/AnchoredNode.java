// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.trace.verify;

import dev.gvtrace.proto.wire.PacketIndexer;
import dev.gvtrace.text.Text;
import dev.gvtrace.trace.ChainHead;
import dev.gvtrace.trace.ChainListener;
import dev.gvtrace.trace.Closing;
import dev.gvtrace.trace.LedgerHead;
import dev.gvtrace.trace.Opening;
import dev.gvtrace.trace.Seal;
import dev.gvtrace.trace.anchor.AnchorChain;
import dev.gvtrace.trace.anchor.AnchorSource;
import dev.gvtrace.trace.gvt.TestTraces;
import dev.gvtrace.trace.gvt.TraceWriter;
import dev.gvtrace.trace.gvt.WriterOptions;
import dev.gvtrace.trace.ledger.LedgerEvent;
import dev.gvtrace.trace.ledger.LedgerKeys;
import dev.gvtrace.trace.ledger.LedgerWriter;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A directory as a recorder writes it, signed, with a ledger and with anchors, each step as a test asks for it. */
public final class AnchoredNode implements ChainListener, Closeable {
    /** A recording of three files, which ends with the recorder. */
    public static final UUID LONG = new UUID(1, 1);
    /** A recording of one file. */
    public static final UUID SHORT = new UUID(2, 2);

    private static final long MINUTE = 60_000_000_000L;

    private final Path folder;
    private final KeyPair keys;
    private final LedgerWriter ledger;
    private final AnchorChain chain;
    private final List<byte[]> anchors = new ArrayList<>();
    private long nowNs;

    /** One recording: its open file. */
    public final class Box {
        private final String name;
        private WriterOptions options;
        private @Nullable TraceWriter writer;
        private int segment;
        private int messages;

        private Box(UUID id, String name) {
            this.name = name;
            options = WriterOptions.defaults()
                    .withSynced(false)
                    .withSigner(keys.getPrivate())
                    .withRecording(id)
                    .withHeads(AnchoredNode.this);
        }

        private String file() {
            return segment == 0 ? name + ".gvt" : name + ".000" + segment + ".gvt";
        }

        private TraceWriter writer() throws IOException {
            TraceWriter open = writer;
            if (open == null) {
                Opening opening =
                        TestTraces.opening().toBuilder().createdNs(nowNs).build();
                open = TraceWriter.create(folder.resolve(file()), opening, options, new PacketIndexer());
                writer = open;
                Text text = Text.ofUtf8(file());
                ledger(
                        segment == 0
                                ? new LedgerEvent.Begun(open.recording(), text, Text.ofUtf8(name))
                                : new LedgerEvent.Rotated(open.recording(), segment, text));
            }
            return open;
        }

        /** Records so many messages, in a block of their own. */
        public Box record(int count) throws IOException {
            for (int i = 0; i < count; i++) {
                TestTraces.message(writer(), ++messages);
            }
            writer().flush();
            return this;
        }

        /** Continues in a new file. */
        public Box rotate() throws IOException {
            options = options.following(seal(Closing.continued(nowNs, "rotated")));
            segment++;
            writer();
            return this;
        }

        /** Ends the recording. */
        public void end() throws IOException {
            seal(Closing.end(nowNs, "sandbox ended"));
        }

        /** Leaves the file as a killed recorder does. */
        public void leave() throws IOException {
            writer().close();
        }

        private Seal seal(Closing closing) throws IOException {
            TraceWriter open = writer();
            Seal seal = open.seal(closing);
            writer = null;
            ledger(new LedgerEvent.Sealed(
                    seal.recording(),
                    segment,
                    Text.ofUtf8(file()),
                    seal.hex(),
                    open.messages(),
                    0,
                    closing.continued(),
                    closing.reason()));
            return seal;
        }
    }

    /** A recorder starts in a directory, with a new key. */
    public AnchoredNode(Path folder) throws IOException {
        this(folder, newKeys(), 1, TestTraces.START);
    }

    private AnchoredNode(Path folder, KeyPair keys, long start, long nowNs) throws IOException {
        this.folder = Files.createDirectories(folder);
        this.keys = keys;
        this.nowNs = nowNs;
        ledger = LedgerWriter.open(folder, LedgerKeys.of(keys.getPrivate()), nowNs);
        AnchorSource source =
                new AnchorSource(Text.ofUtf8("node-1"), Text.ofUtf8("/var/lib/gvtrace"), new UUID(start, 0), 1, 60);
        chain = new AnchorChain(source, LedgerWriter.signer(keys.getPrivate()));
    }

    /** The next recorder in the directory, after this one was killed or has stopped. */
    public AnchoredNode restart(boolean crashed) throws IOException {
        close();
        AnchoredNode next = new AnchoredNode(folder, keys, 2, nowNs + MINUTE);
        if (crashed) {
            next.ledger(new LedgerEvent.Crashed(ledger.line()));
        }
        return next.start();
    }

    /** A new key. */
    public static KeyPair newKeys() {
        try {
            return KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Adds the recorder's start to the ledger. */
    public AnchoredNode start() throws IOException {
        ledger(new LedgerEvent.Started("gvtrace test", Text.ofUtf8("node-1"), 7));
        return this;
    }

    /**
     * A run with two recordings, one of three files, and seven anchors; the last of them is the recorder's last if that
     * is asked for, otherwise it is made before the last 7 messages, and the recorder is killed.
     */
    public AnchoredNode run(boolean toTheEnd) throws IOException {
        start();
        anchor();
        Box three = begin(LONG, "a").record(10);
        anchor();
        three.record(10);
        anchor();
        three.rotate().record(10);
        anchor();
        Box one = begin(SHORT, "b").record(5);
        three.record(10);
        anchor();
        three.rotate().record(10);
        one.record(5).end();
        anchor();
        if (!toTheEnd) {
            anchor();
            three.record(7).leave();
            close();
            return this;
        }
        three.record(7).end();
        stop();
        return this;
    }

    /** A recording begins. */
    public Box begin(UUID id, String name) throws IOException {
        Box box = new Box(id, name);
        box.writer();
        return box;
    }

    /** An anchor is due, and delivered. */
    public void anchor() throws IOException {
        nowNs += MINUTE;
        AnchorChain.Made made = chain.next(nowNs, 0, false);
        chain.delivered(made);
        anchors.add(made.bytes());
    }

    /** An anchor is due, and not delivered. */
    public void loseAnchor() throws IOException {
        nowNs += MINUTE;
        chain.next(nowNs, 0, false);
    }

    /** An anchor is due and arrives, but the recorder does not learn that. */
    public void anchorUnconfirmed() throws IOException {
        nowNs += MINUTE;
        anchors.add(chain.next(nowNs, 0, false).bytes());
    }

    /** The recorder stops as asked, and sends its last anchor. */
    public void stop() throws IOException {
        ledger(new LedgerEvent.Stopped(true));
        close();
        AnchorChain.Made made = chain.next(nowNs + 1, 0, true);
        chain.delivered(made);
        anchors.add(made.bytes());
    }

    /** Appends to the ledger. */
    public void ledger(LedgerEvent event) throws IOException {
        ledger.append(nowNs, event);
        ledger.head().ifPresent(this::ledger);
    }

    @Override
    public void file(ChainHead head) {
        chain.file(head);
    }

    @Override
    public void ledger(LedgerHead head) {
        chain.ledger(head);
    }

    /** The lines that were delivered; to be changed by a test. */
    public List<byte[]> anchors() {
        return anchors;
    }

    /** Writes the anchors that were delivered. */
    public Path anchorsTo(Path file) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        anchors.forEach(out::writeBytes);
        return Files.write(file, out.toByteArray());
    }

    public KeyPair keys() {
        return keys;
    }

    /** Writes the public key, PEM. */
    public Path publicKeyTo(Path file) throws IOException {
        String encoded = Base64.getEncoder().encodeToString(keys.getPublic().getEncoded());
        return Files.writeString(file, "-----BEGIN PUBLIC KEY-----\n" + encoded + "\n-----END PUBLIC KEY-----\n");
    }

    public long nowNs() {
        return nowNs;
    }

    @Override
    public void close() throws IOException {
        ledger.close();
    }
}
