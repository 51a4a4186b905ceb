// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.shell.terminal;

import dev.gvtrace.replay.event.DisplayWidth;
import dev.gvtrace.text.Escapes;
import java.util.List;
import org.jline.terminal.Terminal;
import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStyle;
import org.jline.utils.Status;
import org.jspecify.annotations.Nullable;

/** The last line of the screen while a line is typed, on terminals that can keep one. */
final class StatusLine {
    /** A lower screen has no line to spare. */
    private static final int LEAST_ROWS = 10;

    private final Terminal terminal;
    private final @Nullable Status status;

    StatusLine(Terminal terminal) {
        this.terminal = terminal;
        boolean dumb = terminal.getType().startsWith(Terminal.TYPE_DUMB);
        status = dumb ? null : Status.getStatus(terminal);
        if (status != null) {
            status.setBorder(false);
        }
    }

    /** Shows facts, cut to the width of the screen. */
    void show(List<String> facts) {
        Status line = status;
        if (line == null) {
            return;
        }
        if (facts.isEmpty() || terminal.getRows() < LEAST_ROWS) {
            line.update(List.of());
            return;
        }
        int columns = Math.max(1, terminal.getColumns());
        String text = DisplayWidth.cut(" " + Escapes.message(String.join(" | ", facts)), columns);
        String filled = text + " ".repeat(Math.max(0, columns - DisplayWidth.of(text)));
        line.update(List.of(new AttributedString(filled, AttributedStyle.DEFAULT.inverse())));
    }

    /** Gives the whole screen to what is printed. */
    void hide() {
        Status line = status;
        if (line != null) {
            line.hide();
            terminal.flush();
        }
    }
}
