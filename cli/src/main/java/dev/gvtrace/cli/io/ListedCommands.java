// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.io;

import java.util.List;

/** A command of the program whose help lists what it defines elsewhere, such as the commands of a shell. */
public interface ListedCommands {
    /**
     * The lines before the other notes of the help: an entry is a term and its description after two blanks, which
     * continues on the next line.
     */
    List<String> listed();
}
