// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.capture.setup;

import dev.gvtrace.text.FileNames;
import java.nio.file.Path;

/**
 * A runtime's configuration cannot be read, or cannot be edited without losing something. The message names the file.
 */
public final class SetupException extends Exception {
    private static final long serialVersionUID = 1;

    private final boolean namesFile;

    SetupException(String message) {
        super(message);
        this.namesFile = false;
    }

    SetupException(String message, Throwable cause) {
        super(message, cause);
        this.namesFile = false;
    }

    private SetupException(Path file, SetupException cause) {
        super(FileNames.text(file) + ": " + cause.getMessage(), cause);
        this.namesFile = true;
    }

    /** The same with the file's name in front, unless it names one already. */
    SetupException in(Path file) {
        return namesFile ? this : new SetupException(file, this);
    }
}
