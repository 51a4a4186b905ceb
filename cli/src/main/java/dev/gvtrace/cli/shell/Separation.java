// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.shell;

import dev.gvtrace.cli.io.Streams;
import dev.gvtrace.replay.output.TableRenderer;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the answers to several lines of a script apart: a row of JSON begins with the name of its table or command, an
 * answer in Markdown has its line as a heading, and one in CSV follows an empty line. Used by one thread.
 */
final class Separation {
    private @Nullable String name;
    private String line = "";
    private boolean first = true;

    /** The next answers are those to a line that begins with this name; without a call answers are not separated. */
    void begin(String itsName, String itsLine) {
        name = itsName;
        line = itsLine;
    }

    /** Prints what separates the next answer from those before. */
    void before(TableRenderer.Format format, Streams streams) {
        if (name == null) {
            return;
        }
        String blank = first ? "" : "\n";
        first = false;
        switch (format) {
            case MARKDOWN -> streams.print(blank + "## `" + line.replace('`', '\'') + "`\n\n");
            case CSV -> streams.print(blank.isEmpty() ? "" : "\r\n");
            case TABLE, JSON -> {}
        }
    }

    /** The renderer, whose rows say where they come from. */
    TableRenderer mark(TableRenderer renderer) {
        return name == null ? renderer : renderer.beginningWith("table", name);
    }
}
