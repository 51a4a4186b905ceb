// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;

/**
 * Makes long traces of a short one: {@code RepeatTrace FORM TRACE MESSAGES OUT [FILES]}. FORM is that of {@link
 * PacketSink.Form}. TRACE is a path, or a name that {@link Material} knows. OUT is a new file, or {@code -} for
 * standard output. With FILES, OUT is a directory that gets this many of them, each a recording of its own.
 */
public final class RepeatTrace {
    private RepeatTrace() {}

    public static void main(String[] words) throws IOException {
        if (words.length < 4) {
            throw new IllegalArgumentException("expected FORM TRACE MESSAGES OUT [FILES]");
        }
        PacketSink.Form form = PacketSink.Form.valueOf(words[0].toUpperCase(Locale.ROOT));
        Path named = Path.of(words[1]);
        SampleStream stream = SampleStream.read(named.toFile().isFile() ? named : Material.trace(words[1]));
        long messages = Long.parseLong(words[2]);
        int files = words.length > 4 ? Integer.parseInt(words[4]) : 0;
        if (files == 0) {
            write(stream, messages, form.open(words[3], stream.opening));
        }
        for (int i = 1; i <= files; i++) {
            String file = Path.of(words[3], i + form.suffix()).toString();
            write(stream, messages, form.open(file, stream.opening));
        }
    }

    private static void write(SampleStream stream, long messages, PacketSink out) throws IOException {
        byte[] bytes = stream.bytes.clone();
        long period = stream.period();
        try (PacketSink sink = out) {
            for (long done = 0; done < messages; done += stream.count) {
                int packets = (int) Math.min(stream.count, messages - done);
                for (int i = 0; i < packets; i++) {
                    sink.packet(bytes, stream.offsets[i], stream.length(i));
                    TimeShift.shift(bytes, stream.offsets[i], stream.length(i), period);
                }
            }
        }
    }
}
