// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.trace.gvt;

import static dev.gvtrace.trace.gvt.TestTraces.START;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gvtrace.format.TraceForge;
import dev.gvtrace.trace.Closing;
import dev.gvtrace.trace.Damage;
import dev.gvtrace.trace.Ending;
import dev.gvtrace.trace.Gap;
import dev.gvtrace.trace.MessageIndexer;
import dev.gvtrace.trace.NotATraceException;
import dev.gvtrace.trace.Selection;
import dev.gvtrace.trace.TraceFormat;
import dev.gvtrace.trace.TrustedKeys;
import dev.gvtrace.trace.VerifyReport;
import dev.gvtrace.trace.VerifyReport.Contents;
import dev.gvtrace.trace.VerifyReport.SignatureState;
import dev.gvtrace.trace.gvt.TestTraces.MemoryOutput;
import dev.gvtrace.trace.tracereplay.TraceReplayWriter;
import dev.gvtrace.trace.verify.TraceVerifier;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Verification of changed files with all checksums corrected. */
final class TraceVerifierTest {
    private static final String MISFIT = "block whose header does not match its records";

    private final TraceForge forge = new TraceForge(trace());

    @TempDir
    private Path folder;

    /** Block 0 has the opening, 1 two messages, 2 a gap and a message, 3 a message and the closing. */
    private static byte[] trace() {
        MemoryOutput out = new MemoryOutput();
        try (TraceWriter writer =
                new TraceWriter(out, TestTraces.opening(), TestTraces.options(), TestTraces.INDEXER)) {
            TestTraces.message(writer, 1);
            TestTraces.message(writer, 2);
            writer.flush();
            writer.gap(new Gap(START, START + 5, 3, "dropped"));
            TestTraces.message(writer, 3);
            writer.flush();
            TestTraces.message(writer, 4);
            writer.seal(Closing.end(START + 9, "end of test"));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return out.bytes();
    }

    private List<byte[]> blocks() {
        List<byte[]> blocks = new ArrayList<>();
        for (int i = 0; i < forge.blockCount(); i++) {
            blocks.add(forge.block(i));
        }
        return blocks;
    }

    private static byte[] fileHeader() {
        return Arrays.copyOf(trace(), TraceFormat.FILE_HEADER_BYTES);
    }

    /** The blocks with chain and checksums made right again; without a footer. */
    private static byte[] chained(List<byte[]> blocks) {
        byte[] header = fileHeader();
        byte[] chain = TraceFormat.sha256().digest(header);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(header);
        for (byte[] block : blocks) {
            chain = BlockHeader.chain(TraceFormat.sha256(), chain, block, 0, block.length);
            BlockHeader.finish(block, chain);
            out.writeBytes(block);
        }
        return out.toByteArray();
    }

    /** The findings, except the missing seal. */
    private static List<String> findings(byte[] file, @Nullable MessageIndexer indexer) throws IOException {
        return new FileVerifier(TestTraces.bytes(file), TrustedKeys.none(), indexer)
                .verify().findings().stream()
                        .map(Damage::what)
                        .filter(what -> !what.equals("no footer after the closing record"))
                        .toList();
    }

    @Test
    void aWholeFileIsDescribed() throws IOException {
        byte[] file = trace();
        VerifyReport report = TestTraces.verify(file);
        assertThat(report.isVerified()).isTrue();
        assertThat(report.file()).isEqualTo("memory.gvt");
        assertThat(report.layout()).isEqualTo("gvt");
        assertThat(report.ending()).isEqualTo(Ending.SEALED);
        assertThat(report.bytes()).isEqualTo(file.length);
        assertThat(report.blocks()).isEqualTo(4);
        assertThat(report.records()).isEqualTo(7);
        assertThat(report.messages()).isEqualTo(4);
        assertThat(report.recording()).isEqualTo(TestTraces.RECORDING);
        assertThat(report.segment()).isZero();
        assertThat(report.previousSeal()).isEqualTo("0".repeat(64));
        assertThat(report.seal().sequence()).isEqualTo(4);
        assertThat(report.signature()).isEqualTo(SignatureState.NONE);
        assertThat(report.signer()).isNull();
        Contents contents = report.contents();
        assertThat(contents.opened()).isTrue();
        assertThat(contents.opening()).isEqualTo(TestTraces.opening());
        assertThat(contents.closing().reason().decoded()).isEqualTo("end of test");
        assertThat(contents.continues()).isFalse();
        assertThat(contents.createdNs()).isEqualTo(START);
        assertThat(contents.sequenceBefore()).isZero();
        assertThat(contents.lastSequence()).isEqualTo(4);
        assertThat(contents.gaps()).isEqualTo(1);
        assertThat(contents.lost()).isEqualTo(3);
        assertThat(contents.skipped(3)).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({
        "28, 4, 2",
        "28, 4, 8",
        "28, 4, 16",
        "28, 4, 32",
        "44, 4, 1",
        "48, 4, 1",
        "80, 4, 1",
        "88, 8, 1",
        "96, 8, 1",
        "160, 8, 1",
        "168, 4, 1"
    })
    void eachNumberOfAHeaderIsComparedWithTheRecords(int offset, int size, long change) throws IOException {
        assertThat(findings(chained(changed(2, offset, size, change)), TestTraces.INDEXER))
                .contains(MISFIT);
        assertThat(findings(chained(changed(2, offset, size, change)), null)).contains(MISFIT);
    }

    @ParameterizedTest
    @CsvSource({"28, 4, 1", "28, 4, 4", "104, 8, 1", "112, 8, 1", "120, 8, 1024"})
    void comparesTheIndexWithTheMessages(int offset, int size, long change) throws IOException {
        byte[] file = chained(changed(2, offset, size, change));
        assertThat(findings(file, TestTraces.INDEXER)).containsExactly(MISFIT);
        assertThat(findings(file, null)).isEmpty();
    }

    private List<byte[]> changed(int block, int offset, int size, long change) {
        List<byte[]> blocks = blocks();
        ByteBuffer numbers = TraceFormat.littleEndian(blocks.get(block));
        if (size == Long.BYTES) {
            numbers.putLong(offset, numbers.getLong(offset) ^ change);
        } else {
            numbers.putInt(offset, numbers.getInt(offset) ^ (int) change);
        }
        return blocks;
    }

    @Test
    void aContainerThatNoMessageHasIsFound() throws IOException {
        List<byte[]> blocks = blocks();
        byte[] block = blocks.get(1);
        int at = TraceFormat.BLOCK_HEADER_BYTES;
        int size = TraceFormat.littleEndian(block).getInt(32);
        block[at + 1] ^= 1;
        TraceFormat.littleEndian(block).putInt(52, TraceFormat.crc(block, at, size));
        assertThat(findings(chained(blocks), TestTraces.INDEXER)).containsExactly(MISFIT);
        assertThat(findings(chained(blocks), null)).isEmpty();
    }

    @Test
    void detectsBrokenSequenceAndBlockNumbers() throws IOException {
        assertThat(findings(chained(changed(2, 24, 4, 1)), TestTraces.INDEXER))
                .containsExactly("block 3 after message 2, expected block 2 after message 2");
        List<byte[]> without = blocks();
        without.remove(1);
        assertThat(findings(chained(without), TestTraces.INDEXER))
                .containsExactly(
                        "block 2 after message 2, expected block 1 after message 0",
                        "block 3 after message 3, expected block 2 after message 3");
        assertThat(findings(chained(changed(1, 72, 8, 8)), TestTraces.INDEXER))
                .containsExactly(MISFIT, "block 2 after message 2, expected block 2 after message 10");
    }

    @Test
    void aBrokenChainIsFound() throws IOException {
        byte[] file = trace();
        int second = TraceFormat.FILE_HEADER_BYTES + forge.block(0).length;
        file[second + BlockHeader.CHAIN_AT] ^= 1;
        TraceFormat.littleEndian(file)
                .putInt(second + BlockHeader.CRC_AT, TraceFormat.crc(file, second, BlockHeader.CRC_AT));
        assertThat(findings(file, TestTraces.INDEXER))
                .containsExactly(
                        "block that breaks the chain of checksums", "block that breaks the chain of checksums");
    }

    private static Totals totals(List<byte[]> blocks) {
        Totals totals = new Totals(0);
        for (byte[] block : blocks) {
            BlockHeader header = BlockHeader.decode(block);
            totals.add(header, IndexedBlock.containers(header, block, TraceFormat.BLOCK_HEADER_BYTES));
        }
        return totals;
    }

    private static byte[] index(List<byte[]> blocks) {
        Footer.IndexBuilder index = new Footer.IndexBuilder();
        for (byte[] block : blocks) {
            int size = BlockHeader.decode(block).containerBytes();
            int at = TraceFormat.BLOCK_HEADER_BYTES;
            index.add(Arrays.copyOf(block, at), Arrays.copyOfRange(block, at, at + size));
        }
        return index.toBytes();
    }

    private static byte[] sealed(List<byte[]> blocks, Totals totals, byte @Nullable [] index, boolean continued)
            throws IOException {
        byte[] file = chained(blocks);
        byte[] last = blocks.get(blocks.size() - 1);
        FileHeader header = FileHeader.read(TestTraces.bytes(file));
        byte[] footer = Footer.encode(header, totals, BlockHeader.chainOf(last), index, continued, null);
        byte[] whole = Arrays.copyOf(file, file.length + footer.length);
        System.arraycopy(footer, 0, whole, file.length, footer.length);
        return whole;
    }

    @Test
    void aFooterIsComparedWithTheBlocks() throws IOException {
        List<byte[]> blocks = blocks();
        assertThat(sealed(blocks, totals(blocks), index(blocks), false)).isEqualTo(trace());
        Totals other = totals(blocks);
        other.add(new Totals(9));
        assertThat(findings(sealed(blocks, other, index(blocks), false), TestTraces.INDEXER))
                .containsExactly("totals that do not match the blocks");
        Totals moreContainers = totals(blocks);
        moreContainers.containers().add("x".getBytes(StandardCharsets.US_ASCII), 0, 1);
        assertThat(findings(sealed(blocks, moreContainers, index(blocks), false), TestTraces.INDEXER))
                .containsExactly("totals that do not match the blocks");
        assertThat(findings(sealed(blocks, totals(blocks), null, false), TestTraces.INDEXER))
                .isEmpty();
        byte[] chain = trace();
        int footer = chained(blocks).length;
        chain[footer + 144] ^= 1;
        TraceFormat.littleEndian(chain)
                .putInt(chain.length - 12, TraceFormat.crc(chain, footer, chain.length - footer - 12));
        assertThat(findings(chain, TestTraces.INDEXER))
                .containsExactly("footer with the end of another chain of checksums", "wrong seal");
    }

    @Test
    void anIndexIsComparedWithTheBlocks() throws IOException {
        List<byte[]> blocks = blocks();
        byte[] index = index(blocks);
        TraceFormat.littleEndian(index).putLong(BlockHeader.INDEXED_BYTES + 120 - 28, 1024);
        assertThat(findings(sealed(blocks, totals(blocks), index, false), TestTraces.INDEXER))
                .containsExactly("block that differs from the index");
        byte[] containers = index(blocks);
        containers[2 * BlockHeader.INDEXED_BYTES + 1] ^= 1;
        assertThat(findings(sealed(blocks, totals(blocks), containers, false), TestTraces.INDEXER))
                .containsExactly("block that differs from the index");
        List<byte[]> fewer = blocks.subList(0, 3);
        byte[] misfit = sealed(blocks, totals(blocks), index(fewer), false);
        assertThat(findings(misfit, TestTraces.INDEXER)).containsExactly("index that does not match the blocks");
        try (TraceReader reader = TestTraces.reader(misfit)) {
            assertThat(TestTraces.sequences(reader, Selection.all())).containsExactly(1L, 2L, 3L, 4L);
            assertThat(reader.summary().damage()).hasSize(1);
            assertThat(reader.summary().messages()).isEqualTo(4);
        }
    }

    @Test
    void closingOrFooterMayMarkAContinuation() throws IOException {
        List<byte[]> blocks = blocks();
        byte[] byFooter = sealed(blocks, totals(blocks), index(blocks), true);
        assertThat(TestTraces.verify(byFooter).contents().continues()).isTrue();
        MemoryOutput out = new MemoryOutput();
        try (TraceWriter writer =
                new TraceWriter(out, TestTraces.opening(), TestTraces.options(), TestTraces.INDEXER)) {
            writer.seal(Closing.continued(START, "rotated"));
        }
        assertThat(TestTraces.verify(out.bytes()).contents().continues()).isTrue();
        byte[] unsealed = chained(new ArrayList<>(new TraceForgeBlocks(out.bytes()).blocks));
        VerifyReport report = TestTraces.verify(unsealed);
        assertThat(report.contents().continues())
                .as("as recorded in the closing record")
                .isTrue();
        assertThat(report.seal()).isNull();
        assertThat(report.ending()).isEqualTo(Ending.CUT);
    }

    private static final class TraceForgeBlocks {
        private final List<byte[]> blocks = new ArrayList<>();

        TraceForgeBlocks(byte[] file) {
            TraceForge forge = new TraceForge(file);
            for (int i = 0; i < forge.blockCount(); i++) {
                blocks.add(forge.block(i));
            }
        }
    }

    @Test
    void whatASignatureIsWorth() throws Exception {
        var keys = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        MemoryOutput out = new MemoryOutput();
        try (TraceWriter writer = new TraceWriter(
                out, TestTraces.opening(), TestTraces.options().withSigner(keys.getPrivate()), TestTraces.INDEXER)) {
            writer.seal(Closing.end(START, "end"));
        }
        byte[] file = out.bytes();
        VerifyReport report =
                new FileVerifier(TestTraces.bytes(file), TrustedKeys.of(keys.getPublic()), TestTraces.INDEXER).verify();
        assertThat(report.signature()).isEqualTo(SignatureState.VALID);
        assertThat(report.isVerified()).isTrue();
        file[file.length - 17] ^= 1;
        int footer = file.length - TraceFormat.littleEndian(file).getInt(file.length - 16);
        TraceFormat.littleEndian(file)
                .putInt(file.length - 12, TraceFormat.crc(file, footer, file.length - footer - 12));
        assertThat(findings(file, TestTraces.INDEXER)).containsExactly("wrong signature");
        assertThat(TestTraces.verify(file).signature()).isEqualTo(SignatureState.INVALID);
        byte[] crashed = Arrays.copyOf(file, footer);
        assertThat(new FileVerifier(TestTraces.bytes(crashed), TrustedKeys.of(keys.getPublic()), null)
                        .verify()
                        .signature())
                .isEqualTo(SignatureState.INVALID);
        assertThat(TestTraces.verify(crashed).signature()).isEqualTo(SignatureState.NONE);
    }

    @Test
    void aFileWithoutAHeaderAndOneInTheOtherLayoutAreReported() throws Exception {
        Path headless = Files.write(folder.resolve("a.gvt"), Arrays.copyOf(trace(), 50));
        VerifyReport report = TraceVerifier.verify(headless, TrustedKeys.none(), TestTraces.INDEXER);
        assertThat(report.findings())
                .containsExactly(new Damage(
                        headless.toString(), 50, 0, "the file is cut inside its header, expected 96 bytes", true));
        assertThat(report.ending()).isEqualTo(Ending.CUT);
        assertThat(report.recording()).isNull();
        assertThat(report.contents()).isNull();
        assertThat(report.previousSeal()).isEmpty();
        assertThat(report.bytes()).isEqualTo(50);
        Path other = folder.resolve("b");
        try (TraceReplayWriter writer = new TraceReplayWriter(Files.newOutputStream(other), TestTraces.opening())) {
            writer.packet(new byte[20], 0, 20);
        }
        VerifyReport structure = TraceVerifier.verify(other, TrustedKeys.none(), TestTraces.INDEXER);
        assertThat(structure.isVerified()).isTrue();
        assertThat(structure.layout()).isEqualTo("tracereplay");
        assertThat(structure.messages()).isEqualTo(1);
        assertThat(structure.signature()).isEqualTo(SignatureState.NONE);
        var key = KeyPairGenerator.getInstance("Ed25519").generateKeyPair().getPublic();
        assertThat(TraceVerifier.verify(other, TrustedKeys.of(key), null).signature())
                .isEqualTo(SignatureState.INVALID);
        assertThat(TraceVerifier.verify(other, TrustedKeys.of(key), null).isVerified())
                .isFalse();
        Path empty = Files.createFile(folder.resolve("c"));
        assertThatThrownBy(() -> TraceVerifier.verify(empty, TrustedKeys.none(), null))
                .isInstanceOf(NotATraceException.class);
    }
}
