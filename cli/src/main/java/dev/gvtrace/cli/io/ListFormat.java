// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.io;

import picocli.CommandLine.Option;

/** The option of commands that list points or fields: as text, JSON or Markdown. */
public final class ListFormat {
    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            defaultValue = "text",
            description = "text, json (one object a line) or markdown")
    private Kind kind = Kind.TEXT;

    /** How a list is printed. */
    public enum Kind {
        /** A table for users. */
        TEXT,
        /** One object a line. */
        JSON,
        /** A table for a document. */
        MARKDOWN
    }

    /** The requested format. */
    public Kind kind() {
        return kind;
    }
}
