// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.shell;

import dev.gvtrace.text.EscapedText;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/** Lines of a pipe or file, each with its bytes as {@link EscapedText} has them, whatever the locale. */
final class PipedLines {
    private final InputStream in;

    PipedLines(InputStream in) {
        this.in = new BufferedInputStream(in);
    }

    /** The next line without its end, a line feed or a carriage return and a line feed; null after the last. */
    @Nullable
    String next() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        int b = in.read();
        if (b < 0) {
            return null;
        }
        for (; b >= 0 && b != '\n'; b = in.read()) {
            line.write(b);
        }
        byte[] bytes = line.toByteArray();
        int length = bytes.length;
        return EscapedText.decode(bytes, 0, length > 0 && bytes[length - 1] == '\r' ? length - 1 : length);
    }
}
