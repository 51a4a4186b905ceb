// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.trace.gvt;

import dev.gvtrace.trace.Closing;
import dev.gvtrace.trace.CorruptTraceException;
import dev.gvtrace.trace.Damage;
import dev.gvtrace.trace.DamageLog;
import dev.gvtrace.trace.Ending;
import dev.gvtrace.trace.MessageIndexer;
import dev.gvtrace.trace.Seal;
import dev.gvtrace.trace.TraceBytes;
import dev.gvtrace.trace.TraceFormat;
import dev.gvtrace.trace.TrustedKeys;
import dev.gvtrace.trace.UnsupportedTraceVersionException;
import dev.gvtrace.trace.VerifyReport;
import dev.gvtrace.trace.VerifyReport.SignatureState;
import java.io.IOException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Checks a {@code .gvt} file: reads every byte of it, and changes nothing. Checksums, the chain of SHA-256 sums, the
 * seal and its signature, the index against the blocks, and each block's header against its records. One object checks
 * one file.
 */
public final class FileVerifier {
    private final TraceBytes file;
    private final TrustedKeys trusted;
    private final BlockCheck check;
    private final BlockObserver observer;
    private final DamageLog findings = new DamageLog();
    private long blocks;
    private long records;
    private long messages;

    /** Receives the chain as the file states it; whether it is right shows in the report. */
    public interface BlockObserver {
        /**
         * A block was read.
         *
         * @param blocks number of blocks up to its end
         * @param chain the value of the chain there; not to be changed
         */
        void block(long blocks, byte[] chain);
    }

    /**
     * Creates a verifier for one file.
     *
     * @param trusted the keys of which one must have signed the seal; none when a signature is not required
     * @param indexer for comparing types, times and containers of block headers with the messages; null to skip that
     */
    public FileVerifier(TraceBytes file, TrustedKeys trusted, @Nullable MessageIndexer indexer) {
        this(file, trusted, indexer, (blocks, chain) -> {});
    }

    /** The same with an observer. */
    public FileVerifier(
            TraceBytes file, TrustedKeys trusted, @Nullable MessageIndexer indexer, BlockObserver observer) {
        this.observer = observer;
        this.file = file;
        this.trusted = trusted;
        this.check = new BlockCheck(indexer);
    }

    /**
     * Checks the file, which stays open.
     *
     * @throws UnsupportedTraceVersionException when its version is unknown
     * @throws IOException when it is closed during the check
     */
    public VerifyReport verify() throws IOException {
        FileHeader header;
        try {
            header = FileHeader.read(file);
        } catch (CorruptTraceException e) {
            findings.add(new Damage(file.name(), e.offset(), 0, e.reason(), true));
            return report(null, null, Ending.CUT, SignatureState.NONE, null);
        }
        Footer footer = TraceReader.findFooter(file, header);
        BlockWalk walk = new BlockWalk(file, header, footer, false);
        byte[] chain = TraceFormat.sha256().digest(header.bytes());
        Totals totals = new Totals(header.sequenceBefore());
        try (BlockReader reader = new BlockReader(file, header)) {
            LoadedBlock loaded = new LoadedBlock();
            IndexedBlock block = walk.next();
            while (block != null) {
                findings.addAll(walk.takeDamage());
                chain = checkBlock(block, reader, loaded, chain, totals);
                checkIndexed(block, footer);
                totals.add(block.header(), block.containers());
                blocks++;
                observer.block(blocks, chain);
                block = walk.next();
            }
        }
        findings.addAll(walk.takeDamage());
        SignatureState signature = checkFooter(footer, chain, totals);
        return report(header, footer, walk.ending(), signature, contents(header, footer, totals));
    }

    /** Checks one block and returns the chain's value after it. */
    private byte[] checkBlock(IndexedBlock block, BlockReader reader, LoadedBlock loaded, byte[] chain, Totals before)
            throws IOException {
        BlockHeader header = block.header();
        records += header.records();
        messages += header.messages();
        if (header.number() != blocks || header.sequenceBefore() != before.sequence()) {
            find(
                    block,
                    "block " + header.number() + " after message " + header.sequenceBefore() + ", expected block "
                            + blocks + " after message " + before.sequence());
        }
        String failure = reader.load(block, loaded);
        if (failure == null) {
            failure = check.check(block, loaded);
        }
        if (failure != null) {
            find(block, failure);
        }
        byte[] bytes = loaded.packed(0);
        byte[] stated = BlockHeader.chainOf(bytes);
        MessageDigest sha = TraceFormat.sha256();
        if (!Arrays.equals(stated, BlockHeader.chain(sha, chain, bytes, 0, header.size()))) {
            find(block, "block that breaks the chain of checksums");
        }
        return stated;
    }

    private void checkIndexed(IndexedBlock block, @Nullable Footer footer) {
        List<IndexedBlock> listed = footer == null ? null : footer.blocks();
        if (listed == null) {
            return;
        }
        boolean same = blocks < listed.size()
                && listed.get((int) blocks).offset() == block.offset()
                && listed.get((int) blocks).header().equals(block.header())
                && Arrays.equals(
                        listed.get((int) blocks).containers().encode(),
                        block.containers().encode());
        if (!same) {
            find(block, "block that differs from the index");
        }
    }

    private void find(IndexedBlock block, String what) {
        findings.add(new Damage(file.name(), block.offset(), block.header().size(), what, true));
    }

    private SignatureState checkFooter(@Nullable Footer footer, byte[] chain, Totals totals) {
        if (footer == null) {
            return trusted.areGiven() ? SignatureState.INVALID : SignatureState.NONE;
        }
        if (!Arrays.equals(footer.chain(), chain)) {
            findFooter(footer, "footer with the end of another chain of checksums");
        }
        if (!footer.hasRightSeal()) {
            findFooter(footer, "wrong seal");
        }
        if (!footer.totals().hasSameNumbers(totals)
                || !Arrays.equals(
                        footer.totals().containers().encode(),
                        totals.containers().encode())) {
            findFooter(footer, "totals that do not match the blocks");
        }
        if (!footer.isSigned()) {
            return trusted.areGiven() ? SignatureState.INVALID : SignatureState.NONE;
        }
        if (!footer.hasValidSignature()) {
            findFooter(footer, "wrong signature");
            return SignatureState.INVALID;
        }
        if (!trusted.areGiven()) {
            return SignatureState.VALID_FOR_OWN_KEY;
        }
        boolean known = trusted.contains(HexFormat.of().formatHex(footer.publicKey()));
        return known ? SignatureState.VALID : SignatureState.INVALID;
    }

    private void findFooter(Footer footer, String what) {
        findings.add(new Damage(file.name(), footer.offset(), footer.size(), what, false));
    }

    private VerifyReport.Contents contents(FileHeader header, @Nullable Footer footer, Totals totals) {
        Closing closing = check.closing();
        return new VerifyReport.Contents(
                check.beginsWithOpening(),
                TraceReader.of(file, header, footer).opening(),
                closing,
                (closing != null && closing.continued()) || (footer != null && footer.isContinued()),
                header.createdNs(),
                header.sequenceBefore(),
                totals.sequence(),
                totals.gaps(),
                totals.lost());
    }

    private VerifyReport report(
            @Nullable FileHeader header,
            @Nullable Footer footer,
            Ending ending,
            SignatureState signature,
            VerifyReport.@Nullable Contents contents) {
        Seal seal = header == null || footer == null
                ? null
                : new Seal(header.recording(), header.segment(), footer.totals().sequence(), footer.seal());
        return new VerifyReport(
                file.name(),
                "gvt",
                ending,
                findings.toList(),
                file.size(),
                blocks,
                records,
                messages,
                header == null ? null : header.recording(),
                header == null ? 0 : header.segment(),
                header == null ? "" : HexFormat.of().formatHex(header.previousSeal()),
                seal,
                signature,
                footer != null && footer.isSigned() ? HexFormat.of().formatHex(footer.publicKey()) : null,
                contents);
    }
}
