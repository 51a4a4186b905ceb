// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.stress;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gvtrace.capture.SyntheticTraffic;
import dev.gvtrace.stress.Accounts.Sent;
import dev.gvtrace.text.Text;
import dev.gvtrace.trace.Closing;
import dev.gvtrace.trace.Gap;
import dev.gvtrace.trace.MessageIndexer;
import dev.gvtrace.trace.Opening;
import dev.gvtrace.trace.TraceOrigin;
import dev.gvtrace.trace.gvt.TraceWriter;
import dev.gvtrace.trace.gvt.WriterOptions;
import dev.gvtrace.trace.ledger.LedgerEvent;
import dev.gvtrace.trace.ledger.LedgerKeys;
import dev.gvtrace.trace.ledger.LedgerWriter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The accounts find what is missing, and what is there twice. */
class AccountsTest {
    private static final String BOX = "box";
    private static final Text NAME = Text.ofUtf8("a.gvt");

    @TempDir
    Path directory;

    private final SyntheticTraffic traffic = new SyntheticTraffic(BOX);
    private LedgerWriter ledger;
    private TraceWriter writer;

    @BeforeEach
    void begin() throws IOException {
        ledger = LedgerWriter.open(directory, LedgerKeys.none(), 1);
        writer = create("a.gvt");
    }

    @AfterEach
    void end() throws IOException {
        ledger.close();
    }

    private TraceWriter create(String name) throws IOException {
        Opening opening =
                Opening.builder(TraceOrigin.LIVE, 1).sandbox(Text.ofUtf8(BOX)).build();
        TraceWriter made = TraceWriter.create(
                directory.resolve(name), opening, WriterOptions.defaults().withSynced(false), MessageIndexer.NONE);
        ledger.append(1, new LedgerEvent.Begun(made.recording(), Text.ofUtf8(name), Text.ofUtf8(BOX)));
        return made;
    }

    private void send(int messages) throws IOException {
        ByteBuffer packet = ByteBuffer.allocate(SyntheticTraffic.LONGEST);
        for (int i = 0; i < messages; i++) {
            traffic.next(packet.clear(), 0);
            writer.message(1, packet.array(), 0, packet.position());
        }
    }

    private void skip(int messages) {
        for (int i = 0; i < messages; i++) {
            traffic.skip();
        }
    }

    private void seal(boolean continues) throws IOException {
        writer.seal(continues ? Closing.continued(2, "test") : Closing.end(2, "test"));
    }

    private Accounts accounts(int connections) throws IOException {
        return Accounts.of(directory, List.of(new Sent(BOX, traffic.number(), 0, false, connections, false)));
    }

    @Test
    void gapsCoverExactlyWhatIsMissing() throws IOException {
        send(10);
        skip(3);
        writer.gap(new Gap(1, 1, 3, "socket full"));
        send(5);
        seal(false);
        Accounts accounts = accounts(1);
        assertThat(accounts.faults()).isEmpty();
        assertThat(accounts.totals())
                .containsEntry(Accounts.KEPT, 15L)
                .containsEntry(Accounts.GAP + "socket full", 3L)
                .hasSize(2);
        assertThat(accounts.made()).isEqualTo(18);
    }

    @Test
    void aGapOfAnotherSizeIsAFault() throws IOException {
        send(10);
        skip(3);
        writer.gap(new Gap(1, 1, 2, "socket full"));
        send(5);
        seal(false);
        assertThat(accounts(1).faults()).singleElement().asString().contains("messages 10 to 12 are missing");
    }

    @Test
    void whatIsMissingAtTheEndIsAFault() throws IOException {
        send(10);
        skip(1);
        seal(false);
        assertThat(accounts(1).faults()).singleElement().asString().contains("messages 10 to 10 are missing");
    }

    @Test
    void aKilledRecorderNamesTheRestOfItsFile() throws IOException {
        send(10);
        writer.close();
        skip(4);
        Accounts accounts = accounts(1);
        assertThat(accounts.faults()).isEmpty();
        assertThat(accounts.totals()).containsEntry(Accounts.KILLED, 4L);
    }

    @Test
    void aFileThatIsContinuedAndNotFollowedNamesTheRest() throws IOException {
        send(10);
        seal(true);
        skip(4);
        Accounts accounts = accounts(1);
        assertThat(accounts.faults()).isEmpty();
        assertThat(accounts.totals()).containsEntry(Accounts.KILLED_BETWEEN, 4L);
    }

    @Test
    void aDeletedFileIsCountedByTheLedger() throws IOException {
        send(10);
        seal(false);
        Files.delete(directory.resolve("a.gvt"));
        assertThat(accounts(1).faults()).first().asString().contains("is not here and was not deleted");
        ledger.append(1, new LedgerEvent.Deleted(writer.recording(), 0, NAME, 5, "0f", 10, 0, Text.ofUtf8("too old")));
        Accounts accounts = accounts(1);
        assertThat(accounts.faults()).isEmpty();
        assertThat(accounts.totals()).containsEntry(Accounts.DELETED, 10L);
    }

    @Test
    void aMessageThatIsThereTwiceIsAFault() throws IOException {
        send(10);
        seal(false);
        Files.copy(directory.resolve("a.gvt"), directory.resolve("b.gvt"));
        assertThat(accounts(1).faults()).isNotEmpty();
    }
}
