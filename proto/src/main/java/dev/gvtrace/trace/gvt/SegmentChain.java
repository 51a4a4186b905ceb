// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.trace.gvt;

import dev.gvtrace.trace.Damage;
import dev.gvtrace.trace.DamageLog;
import dev.gvtrace.trace.Gap;
import dev.gvtrace.trace.Opening;
import dev.gvtrace.trace.RecordCursor;
import dev.gvtrace.trace.RecordKind;
import dev.gvtrace.trace.Selection;
import dev.gvtrace.trace.SplitMessage;
import dev.gvtrace.trace.TraceSource;
import dev.gvtrace.trace.TraceSummary;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The files of one recording, read as one trace. A missing file appears as a gap. */
public final class SegmentChain implements TraceSource {
    /** A reader has no ledger, so it cannot determine whether a file was let go or taken away. */
    private static final String BY_FLIGHT =
            ": a flight recorder wrote this and lets go of what is near no trigger; gvtrace verify compares with its"
                    + " ledger";

    private final List<TraceReader> files;
    private final List<@Nullable Gap> gapsBefore = new ArrayList<>();
    private final List<Damage> breaks = new ArrayList<>();
    private final List<String> remarks = new ArrayList<>();
    private final boolean flight;

    /**
     * Joins files of one recording.
     *
     * @param files at least one, in the order of their numbers
     */
    public SegmentChain(List<TraceReader> files) {
        this.files = List.copyOf(files);
        this.flight = files.get(0).opening().flightWindowNs() > 0;
        long sequence = 0;
        TraceReader before = null;
        for (TraceReader file : files) {
            gapsBefore.add(join(before, file, sequence));
            sequence =
                    Math.max(file.header().sequenceBefore(), file.scan().totals.sequence());
            before = file;
        }
        checkEnd(files.get(files.size() - 1));
    }

    private @Nullable Gap join(@Nullable TraceReader before, TraceReader file, long sequence) {
        FileHeader header = file.header();
        int expected = before == null ? 0 : before.header().segment() + 1;
        long from = before == null ? 0 : before.scan().totals.lastReceived();
        long missing = Math.max(0, header.sequenceBefore() - sequence);
        String what = null;
        if (header.segment() != expected) {
            what = "file " + expected + " of the recording is missing";
        } else if (before != null && before.footer() != null) {
            boolean follows = Arrays.equals(before.footer().seal(), header.previousSeal());
            what = follows ? null : "file does not continue from the seal of the file before it";
        }
        if (what == null && missing == 0) {
            return null;
        }
        if (flight && header.segment() > expected) {
            remarks.add(file.file().name() + ": " + notHere(expected, header.segment() - 1, missing)
                    + "; what was running and open at " + "the beginning of segment " + header.segment()
                    + " is known only as far as its messages show it");
            return new Gap(from, header.createdNs(), missing, Gap.LET_GO);
        }
        String cause = what == null ? "end of a file of the recording is missing" : what;
        breaks.add(new Damage(file.file().name(), 0, 0, cause, missing > 0));
        return new Gap(from, header.createdNs(), missing, "damage: " + cause);
    }

    private static String notHere(int from, int to, long messages) {
        return (from == to ? "segment " + from + " is" : "segments " + from + " to " + to + " are") + " not here ("
                + messages + " messages)" + BY_FLIGHT;
    }

    private void checkEnd(TraceReader last) {
        Footer footer = last.footer();
        if (flight && footer != null && footer.isContinued()) {
            remarks.add(last.file().name() + ": the recording goes on, but segment "
                    + (last.header().segment() + 1) + " is not here" + BY_FLIGHT);
        } else if (footer != null && footer.isContinued()) {
            breaks.add(new Damage(
                    last.file().name(),
                    last.file().size(),
                    0,
                    "file " + (last.header().segment() + 1) + " of the recording is missing",
                    true));
        }
    }

    @Override
    public List<String> remarks() {
        return remarks;
    }

    @Override
    public Opening opening() {
        return files.get(0).opening();
    }

    @Override
    public List<String> files() {
        return files.stream().flatMap(each -> each.files().stream()).toList();
    }

    @Override
    public TraceSummary summary() {
        Totals totals = new Totals(0);
        DamageLog damage = new DamageLog();
        damage.addAll(breaks);
        long bytes = 0;
        for (TraceReader file : files) {
            totals.add(file.scan().totals);
            damage.addAll(file.scan().damage);
            bytes += file.file().size();
        }
        TraceReader last = files.get(files.size() - 1);
        List<String> names = files.stream().map(file -> file.file().name()).toList();
        return files.get(0)
                .summary(
                        new TraceReader.Scan(totals, last.scan().ending, List.of()),
                        names,
                        bytes,
                        damage.toList(),
                        last.seal());
    }

    @Override
    public RecordCursor records(Selection selection) {
        return selection.of(new ChainCursor(selection));
    }

    @Override
    public void close() throws IOException {
        IOException first = null;
        for (TraceReader file : files) {
            try {
                file.close();
            } catch (IOException e) {
                first = first == null ? e : first;
            }
        }
        if (first != null) {
            throw first;
        }
    }

    /** The records of all files, one file after another. */
    private final class ChainCursor implements RecordCursor {
        private final Selection selection;
        private final DamageLog damage = new DamageLog();
        private int nextFile;
        private @Nullable BlockCursor current;
        private byte @Nullable [] gap;
        private long gapNs;
        private long sequence;
        private long lastMessage;

        ChainCursor(Selection selection) {
            this.selection = selection;
            damage.addAll(breaks);
        }

        @Override
        public boolean next() {
            gap = null;
            while (current == null || !current.next()) {
                close();
                if (nextFile == files.size()) {
                    return false;
                }
                TraceReader file = files.get(nextFile);
                current = new BlockCursor(file.file(), file.header(), file.footer(), selection, lastMessage);
                Gap before = gapsBefore.get(nextFile++);
                sequence = file.header().sequenceBefore();
                if (before != null) {
                    gap = before.encode();
                    gapNs = before.toNs();
                    return true;
                }
            }
            return true;
        }

        private BlockCursor current() {
            BlockCursor cursor = current;
            if (cursor == null) {
                throw new IllegalStateException("no record: next() was not called or returned false");
            }
            return cursor;
        }

        @Override
        public RecordKind kind() {
            return gap == null ? current().kind() : RecordKind.GAP;
        }

        @Override
        public long sequence() {
            return gap == null ? current().sequence() : sequence;
        }

        @Override
        public long receivedNs() {
            return gap == null ? current().receivedNs() : gapNs;
        }

        @Override
        public byte[] buffer() {
            return gap == null ? current().buffer() : gap;
        }

        @Override
        public int offset() {
            return gap == null ? current().offset() : 0;
        }

        @Override
        public int length() {
            return gap == null ? current().length() : gap.length;
        }

        @Override
        public @Nullable SplitMessage split() {
            return gap == null ? current().split() : null;
        }

        @Override
        public List<Damage> damage() {
            DamageLog all = new DamageLog();
            all.addAll(damage.toList());
            if (current != null) {
                all.addAll(current.damage());
            }
            return all.toList();
        }

        @Override
        public void close() {
            if (current != null) {
                damage.addAll(current.damage());
                lastMessage = current.lastMessage();
                current.close();
                current = null;
            }
        }
    }
}
