// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.bench;

import dev.gvtrace.proto.point.MessageType;
import dev.gvtrace.proto.wire.MessagePeek;
import dev.gvtrace.proto.wire.WireHeader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/**
 * Makes traces of recorded ones such that nothing in them is the same twice: {@code VaryTrace FORM MESSAGES FILES OUT
 * TRACE...}. FORM is that of {@link PacketSink.Form}.
 *
 * <p>With FILES 0, OUT is one trace of at least this many messages: the recorded ones as containers of one pod, one
 * after another in random order, each a {@link Variation} of its own. Else OUT is a directory that gets this many
 * traces, each one variation of one recorded trace in turn; or, if it ends in {@code .trace}, one tracereplay file with
 * the messages of all. Neighbours of different threads change places here and there. The same arguments give the same
 * bytes.
 */
public final class VaryTrace {
    private static final long PAUSE_NS = 1_000_000;
    /** One in this many messages changes places with the next. */
    private static final int SWAPS = 16;

    private final List<SampleStream> streams = new ArrayList<>();
    private final StreamRewriter rewriter = new StreamRewriter();
    private final MessagePeek peek = new MessagePeek();

    private VaryTrace() {}

    public static void main(String[] words) throws IOException {
        if (words.length < 5) {
            throw new IllegalArgumentException("expected FORM MESSAGES FILES OUT TRACE...");
        }
        PacketSink.Form form = PacketSink.Form.valueOf(words[0].toUpperCase(Locale.ROOT));
        long messages = Long.parseLong(words[1]);
        int files = Integer.parseInt(words[2]);
        VaryTrace made = new VaryTrace();
        for (int i = 4; i < words.length; i++) {
            made.streams.add(SampleStream.read(Path.of(words[i])));
        }
        long done = files == 0 ? made.longTrace(form, messages, words[3]) : made.shortTraces(form, files, words[3]);
        System.out.println(done);
    }

    private long longTrace(PacketSink.Form form, long messages, String out) throws IOException {
        Random random = new Random(1);
        long done = 0;
        int ids = 0;
        long shift = 0;
        try (PacketSink sink = form.open(out, streams.get(0).opening)) {
            for (int part = 0; done < messages; part++) {
                SampleStream stream = streams.get(part == 0 ? 0 : random.nextInt(streams.size()));
                long start = firstNs(streams.get(0));
                Variation variation = new Variation(1_000_000 + part, part, ids, start + shift - firstNs(stream));
                done += write(stream, variation, random, sink);
                ids = (ids + greatestId(stream)) % 60_000;
                shift += stream.period();
            }
        }
        return done;
    }

    private long shortTraces(PacketSink.Form form, int files, String out) throws IOException {
        Random random = new Random(2);
        boolean together = out.endsWith(".trace");
        PacketSink all = together ? form.open(out, streams.get(0).opening) : null;
        long done = 0;
        for (int i = 0; i < files; i++) {
            SampleStream stream = streams.get(i % streams.size());
            // What a sandbox did before its workload began moves its ids a little.
            Variation variation = new Variation(i, 10_000 + i, random.nextInt(24), i * PAUSE_NS * 700);
            String file = Path.of(out, String.format("%05d%s", i, form.suffix())).toString();
            PacketSink sink = all == null ? form.open(file, stream.opening) : all;
            done += write(stream, variation, random, sink);
            if (all == null) {
                sink.close();
            }
        }
        if (all != null) {
            all.close();
        }
        return done;
    }

    private int write(SampleStream stream, Variation variation, Random random, PacketSink sink) throws IOException {
        int i = 0;
        while (i < stream.count) {
            if (i + 1 < stream.count && random.nextInt(SWAPS) == 0 && mayChangePlaces(stream, i)) {
                packet(stream, i + 1, variation, sink);
                packet(stream, i, variation, sink);
                i += 2;
            } else {
                packet(stream, i++, variation, sink);
            }
        }
        return stream.count;
    }

    private void packet(SampleStream stream, int i, Variation variation, PacketSink sink) throws IOException {
        int length = rewriter.rewrite(stream.bytes, stream.offsets[i], stream.length(i), variation);
        sink.packet(rewriter.bytes(), 0, length);
    }

    /** Calls of two threads that make, end or replace none: either could have been told first. */
    private static boolean mayChangePlaces(SampleStream stream, int i) {
        return isOrdinary(stream, i) && isOrdinary(stream, i + 1) && threadId(stream, i) != threadId(stream, i + 1);
    }

    private static boolean isOrdinary(SampleStream stream, int i) {
        int type = WireHeader.messageType(stream.bytes, stream.offsets[i]);
        return type > MessageType.SYSCALL_RAW.number()
                && type != MessageType.SYSCALL_EXECVE.number()
                && type != MessageType.SYSCALL_CLONE.number()
                && type != MessageType.SYSCALL_FORK.number();
    }

    private static int threadId(SampleStream stream, int i) {
        return StreamRewriter.threadId(stream.bytes, stream.offsets[i], stream.length(i));
    }

    private static int greatestId(SampleStream stream) {
        int greatest = 0;
        for (int i = 0; i < stream.count; i++) {
            greatest = Math.max(greatest, threadId(stream, i));
        }
        return greatest + 1;
    }

    private long firstNs(SampleStream stream) {
        for (int i = 0; i < stream.count; i++) {
            peek.look(stream.bytes, stream.offsets[i], stream.length(i));
            if (peek.timeNs() != 0) {
                return peek.timeNs();
            }
        }
        return 0;
    }
}
