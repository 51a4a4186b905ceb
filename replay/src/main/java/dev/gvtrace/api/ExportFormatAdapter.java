// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.api;

import dev.gvtrace.api.extension.ExportFormatExtension;
import dev.gvtrace.replay.export.ExportFormat;
import dev.gvtrace.replay.provider.Adapter;
import dev.gvtrace.trace.Damage;
import dev.gvtrace.trace.TraceSource;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The export format of an extension. */
final class ExportFormatAdapter implements ExportFormat, Adapter {
    private final ExportFormatExtension extension;

    ExportFormatAdapter(ExportFormatExtension extension) {
        this.extension = extension;
    }

    @Override
    public Object adapted() {
        return extension;
    }

    @Override
    public String name() {
        return Objects.requireNonNull(extension.name(), "name");
    }

    @Override
    public List<Damage> write(TraceSource source, OutputStream out) throws IOException {
        LentSource lent = new LentSource(source);
        LentStream stream = new LentStream(out);
        try (Trace trace = Trace.traces(List.of(lent)).get(0)) {
            extension.write(trace, stream);
        } catch (IOException | RuntimeException | Error e) {
            IOException unwritten = stream.failure;
            if (unwritten != null) {
                throw unwritten;
            }
            if (e instanceof GvtraceException && e.getCause() instanceof IOException unreadable) {
                throw new UncheckedIOException(e.getMessage(), unreadable);
            }
            String place = "export of '" + String.join("', '", source.files()) + "'";
            throw ExtensionCalls.failed(extension, place, e);
        }
        if (stream.failure != null) {
            throw stream.failure;
        }
        return lent.damage();
    }

    /** A stream that stays open and keeps what it threw. For one thread. */
    private static final class LentStream extends FilterOutputStream {
        private @Nullable IOException failure;

        LentStream(OutputStream out) {
            super(out);
        }

        private interface Action {
            void run() throws IOException;
        }

        private void run(Action action) throws IOException {
            try {
                action.run();
            } catch (IOException e) {
                failure = failure == null ? e : failure;
                throw e;
            }
        }

        @Override
        public void write(int b) throws IOException {
            run(() -> out.write(b));
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            run(() -> out.write(bytes, offset, length));
        }

        @Override
        public void flush() throws IOException {
            run(out::flush);
        }

        @Override
        public void close() throws IOException {
            flush();
        }
    }
}
