// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.capture.files;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The directory for traces cannot be created or written to, or another recorder uses it. */
public final class DirectoryException extends IOException {
    private static final long serialVersionUID = 1L;

    /**
     * Creates an exception.
     *
     * @param message names the directory and the reason
     */
    public DirectoryException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
