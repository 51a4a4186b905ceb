// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.trace.anchor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gvtrace.text.Text;
import dev.gvtrace.trace.ChainHead;
import dev.gvtrace.trace.LedgerHead;
import dev.gvtrace.trace.ledger.LedgerLine;
import java.io.IOException;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AnchorChainTest {
    private final AnchorChain chain =
            new AnchorChain(new AnchorSource(Text.ofUtf8("h"), Text.ofUtf8("/d"), new UUID(1, 1), 1, 60), null);

    private static ChainHead head(long recording, long blocks, boolean sealed) {
        return new ChainHead(new UUID(0, recording), 0, recording + ".gvt", blocks, 0, 0, 0, "00".repeat(32), sealed);
    }

    private List<String> deliver(AnchorChain.Made made) {
        chain.delivered(made);
        return files(made);
    }

    private static List<String> files(AnchorChain.Made made) {
        return made.anchor().heads().stream()
                .map(head -> head.file() + "@" + head.blocks() + (head.sealed() ? "s" : ""))
                .toList();
    }

    private AnchorChain.Made next() throws IOException {
        return chain.next(1, 0, false);
    }

    @Test
    void onlyTheNewestHeadOfAFileIsSentAndOnlyOnce() throws Exception {
        chain.file(head(1, 1, false));
        chain.file(head(2, 1, false));
        chain.file(head(1, 2, false));
        assertThat(deliver(next())).containsExactly("1.gvt@2", "2.gvt@1");
        assertThat(deliver(next())).isEmpty();
        chain.file(head(2, 2, true));
        assertThat(deliver(next())).containsExactly("2.gvt@2s");
    }

    @Test
    void theNextAnchorMakesUpForOneThatWasNotDelivered() throws Exception {
        chain.ledger(new LedgerHead(1, "11".repeat(32)));
        AnchorChain.Made first = next();
        chain.delivered(first);
        chain.file(head(1, 1, false));
        assertThat(files(next())).containsExactly("1.gvt@1");
        chain.file(head(1, 2, false));
        AnchorChain.Made third = chain.next(1, 4, false);
        assertThat(files(third)).containsExactly("1.gvt@2");
        assertThat(third.anchor().sequence()).isEqualTo(7);
        assertThat(third.anchor().undelivered()).isEqualTo(5);
        AnchorLine line = AnchorLine.decode(third.bytes(), third.bytes().length - 1);
        assertThat(line.previous()).isEqualTo(LedgerLine.hash(first.bytes(), first.bytes().length));
        chain.delivered(third);
        assertThat(next().anchor().undelivered()).isZero();
    }

    @Test
    void aFileThatGrowsWhileItsHeadIsDeliveredIsSentAgain() throws Exception {
        chain.file(head(1, 1, false));
        AnchorChain.Made made = next();
        chain.file(head(1, 2, false));
        chain.delivered(made);
        assertThat(deliver(next())).containsExactly("1.gvt@2");
    }

    @Test
    void manyHeadsTakeSeveralAnchorsAndOnlyTheLastOneEnds() throws Exception {
        IntStream.range(0, Anchor.MOST_HEADS + 1).forEach(i -> chain.file(head(i, 1, false)));
        AnchorChain.Made first = chain.next(1, 0, true);
        assertThat(first.anchor().heads()).hasSize(Anchor.MOST_HEADS);
        assertThat(first.anchor().last()).isFalse();
        chain.delivered(first);
        AnchorChain.Made second = chain.next(1, 0, true);
        assertThat(second.anchor().heads()).hasSize(1);
        assertThat(second.anchor().last()).isTrue();
    }

    @Test
    void memoryIsBoundedAndSealsGoFirst() throws Exception {
        chain.file(head(-1, 1, false));
        IntStream.range(0, AnchorChain.MOST_WAITING + 10).forEach(i -> chain.file(head(i, 1, true)));
        assertThat(chain.waiting()).isEqualTo(AnchorChain.MOST_WAITING);
        assertThat(chain.omitted()).isEqualTo(11);
        AnchorChain.Made made = next();
        assertThat(files(made)).startsWith("-1.gvt@1", "11.gvt@1s");
        assertThat(made.anchor().omitted()).isEqualTo(11);
    }
}
